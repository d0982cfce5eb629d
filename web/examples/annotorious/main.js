/** Outlines by clicks for Annotorious: the mask becomes one of its annotations, in the W3C form that it can save. */
import { createImageAnnotator, W3CImageFormat } from "@annotorious/annotorious";
import { createAnnotator } from "focalclick-annotator";

const photo = document.getElementById("photo");
await photo.decode();
const annotorious = createImageAnnotator(photo, { adapter: W3CImageFormat(photo.src), drawingEnabled: false });
const button = document.getElementById("draw");
let annotator = null;

button.addEventListener("click", async () => {
  button.disabled = true;
  if (annotator) await finish();
  else annotator = await createAnnotator(photo);
  button.textContent = annotator ? "Add to Annotorious" : "Outline by clicks";
  button.disabled = false;
});

/** Hands each object over as an annotation with an SVG outline. */
async function finish() {
  const { files } = await annotator.exportObjects("w3c", { name: photo.src });
  annotator.destroy();
  annotator = null;
  const found = JSON.parse(new TextDecoder().decode(files[0].bytes));
  for (const annotation of [found.items ?? found].flat()) annotorious.addAnnotation(annotation);
}

window.annotorious = annotorious;
