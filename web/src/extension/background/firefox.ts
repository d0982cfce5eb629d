/** Firefox's background page, which runs the engines itself. */
import { hostEngines } from "../engine/host";
import { listen } from "./listen";

hostEngines();
listen(async () => {});
