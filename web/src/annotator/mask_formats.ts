/** Forms in which a mask is handed out. */
import { AnnotatorError } from "../engine/errors";
import { encodeCoco } from "./coco";
import type { PackedMask } from "./contract";
import type { Core } from "./core";
import type { MaskFormats } from "./events";
import { Mask } from "./mask";
import { polygonsOf } from "./polygons";
import { Shape } from "./shape";

type Writer<F extends keyof MaskFormats> = (
  mask: PackedMask,
  tolerance: number,
) => MaskFormats[F] | Promise<MaskFormats[F]>;

const plain = ({ width, height, bits }: PackedMask) => new Mask(width, height, bits);

/** What writes masks in a form; one that there is not is told and thrown. */
export function maskWriter<F extends keyof MaskFormats>(core: Core, format: F): Writer<F> {
  const writers: { [K in keyof MaskFormats]: Writer<K> } = {
    imagedata: (mask) => plain(mask).toImageData(),
    png: (mask) => plain(mask).toPng(),
    coco: (mask) => encodeCoco(plain(mask)),
    polygons: (mask, tolerance) => core.request(() => polygonsOf(core.link, Shape.ofWhole(mask), mask, tolerance)),
  };
  if (Object.hasOwn(writers, format)) return writers[format];
  const values = { format: String(format), known: Object.keys(writers).join(", ") };
  const message = `There is no mask format ${values.format}.`;
  const wording = { name: "format-unknown", values };
  throw core.report(new AnnotatorError({ code: "format-unknown", message, hint: `Choose ${values.known}.`, wording }));
}
