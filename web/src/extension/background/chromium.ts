/** Chromium's service worker. It may die at any time: it holds nothing that it could not find again. */
import { listen } from "./listen";
import { wakeOffscreen } from "./wake_offscreen";

listen(wakeOffscreen);
