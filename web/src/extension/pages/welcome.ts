/** The first-run page: a sample to click on at once. */
import { fillPage } from "../words";
import { show } from "./annotate";

fillPage();
await show(chrome.runtime.getURL("samples/coffee.jpg"), "coffee.jpg");
