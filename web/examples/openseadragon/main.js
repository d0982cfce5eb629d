/** Annotates the part of a deep-zoom image that is in sight: its mask comes back as an overlay that zooms along. */
import { createAnnotator } from "focalclick-annotator";
import OpenSeadragon from "openseadragon";

const viewer = OpenSeadragon({
  id: "viewer",
  tileSources: { type: "image", url: "photo.jpg" },
  crossOriginPolicy: "Anonymous", // tiles of another site can be read if that allows it
  drawer: "canvas",
  showNavigationControl: false,
});
const button = document.getElementById("annotate");
const output = document.querySelector("output");
let annotator = null;

button.addEventListener("click", async () => {
  button.disabled = true;
  if (annotator) await finish();
  else await begin();
  button.textContent = annotator ? "Take the mask over" : "Annotate what is in sight";
  button.disabled = false;
});

/** Lays an annotator over the viewer, with the pixels that this shows. */
async function begin() {
  const image = await createImageBitmap(viewer.drawer.canvas);
  annotator = await createAnnotator(viewer.element, { image });
  Object.assign(annotator.element.style, { position: "absolute", inset: "0" });
  annotator.on("change", ({ added, removed }) => {
    output.textContent = `+${added} −${removed} pixels`;
  });
}

/** Puts the mask onto the viewer's image, where it was in sight. */
async function finish() {
  const mask = await annotator.getMask("imagedata");
  for (let at = 0; at < mask.data.length; at += 4) mask.data.set([30, 138, 255, mask.data[at] && 128], at);
  const element = document.createElement("canvas");
  Object.assign(element, { width: mask.width, height: mask.height });
  element.getContext("2d").putImageData(mask, 0, 0);
  annotator.destroy();
  annotator = null;
  viewer.addOverlay({ element, location: viewer.viewport.getBounds() });
}
