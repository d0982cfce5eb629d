/** Vite moves the script, so the assets lie elsewhere: copied as they are to `public/focalclick`, which Vite leaves alone. */
import { createAnnotator } from "focalclick-annotator";

const annotator = await createAnnotator("#photo", { assetPath: `${import.meta.env.BASE_URL}focalclick/` });
annotator.on("change", ({ added, removed }) => {
  document.querySelector("output").textContent = `+${added} −${removed} pixels`;
});
