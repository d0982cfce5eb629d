/** Chromium's document for engines: a service worker can run neither workers nor for long. */
import { hostEngines } from "../engine/host";

hostEngines();
