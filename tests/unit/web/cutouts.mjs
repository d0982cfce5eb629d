// Runs the arithmetic on cutouts: node cutouts.mjs BUNDLED < JSON of cases. Each case has two cutouts, bits in base64.
import { readFileSync } from "node:fs";

const { AND, combine, count, OR, trim, WITHOUT, XOR } = await import(process.argv[2]);
const fromText = ({ box, bits }) => ({ box, bits: new Uint8Array(Buffer.from(bits, "base64")) });
const toText = ({ box, bits }) => ({ box, bits: Buffer.from(bits).toString("base64") });

const answers = JSON.parse(readFileSync(0, "utf8")).map((pair) => {
  const [one, other] = pair.map(fromText);
  const trimmed = trim(one);
  return {
    combined: Object.fromEntries(
      Object.entries({ AND, OR, WITHOUT, XOR }).map(([name, rule]) => [name, toText(combine(one, other, rule))]),
    ),
    count: count(one),
    trimmed: trimmed && { box: trimmed.box, cutout: toText(trimmed.cutout) },
  };
});
console.log(JSON.stringify(answers));
