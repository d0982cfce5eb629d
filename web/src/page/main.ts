/** The annotation page: the first image, samples, files; everything else is the annotator's. */
import { Desk, type Work } from "./desk";
import { listenForFiles } from "./files";
import { connectToolbar } from "./toolbar";

const query = new URL(location.href).searchParams;
const desk = new Desk(threadsFrom(query));
const samples = [...document.querySelectorAll<HTMLButtonElement>(".samples button")];

connectToolbar(desk);
listenForFiles({
  image: (file) => desk.begin({ image: file, name: file.name }),
  mask: (file) => void desk.setMask(file),
});
for (const sample of samples) sample.addEventListener("click", () => desk.begin(sampleWork(sample)));
desk.onChange((_, { image, mask }) => {
  for (const sample of samples) {
    const own = sampleWork(sample);
    sample.setAttribute("aria-current", String(own.image === image && own.mask === mask));
  }
});

const first = fromAddress(query) ?? (samples[0] && sampleWork(samples[0]));
if (first) desk.begin(first);

/** `?image=…` and `?mask=…`: addresses on this site, or on one that lets this page read them. */
function fromAddress(query: URLSearchParams): Work | null {
  const image = query.get("image");
  if (!image) return null;
  return { image, mask: query.get("mask") ?? undefined, name: fileName(image) };
}

/** `?threads=2`: how many threads the networks run on, where the page is served with `--threads`. */
function threadsFrom(query: URLSearchParams): "auto" | number {
  const threads = Number(query.get("threads"));
  return Number.isInteger(threads) && threads > 0 ? threads : "auto";
}

function sampleWork({ dataset }: HTMLButtonElement): Work {
  const image = dataset.image ?? "";
  return { image, mask: dataset.mask, name: fileName(image) };
}

function fileName(address: string): string {
  return address.split(/[?#]/)[0]?.split("/").at(-1) || "image";
}
