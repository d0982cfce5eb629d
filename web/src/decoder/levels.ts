/** From samples of any depth to the 8 bits that screens and networks take. */

/** Samples as they are stored, pixel after pixel: grey, grey with opacity, RGB or RGB with opacity. */
export interface Samples {
  width: number;
  height: number;
  channels: number;
  data: ArrayLike<number>;
  /** The value that stands for white (and for opaque) if nothing is stretched. */
  white: number;
}

/** The values shown as black and as white. */
export interface Levels {
  low: number;
  high: number;
}

const BINS = 4096;
/** Share of the samples that may be blacker than black, or whiter than white. */
const CLIPPED = 0.001;

/**
 * Levels that make the picture visible: all values where half of them are in use, else those between the darkest and
 * the brightest of its samples. 12 bit cameras and scanners leave most of 16 bits unused, which would look black.
 */
export function fittingLevels({ data, channels, white }: Samples): Levels {
  const colours = channels - 1 + (channels % 2); // without opacity
  const { low, high } = range(data, channels, colours);
  const bins = new Uint32Array(BINS);
  const scale = high > low ? (BINS - 1) / (high - low) : 0;
  let counted = 0;
  forEachColour(data, channels, colours, (value) => {
    const bin = Math.round((value - low) * scale);
    bins[bin] = (bins[bin] ?? 0) + 1;
    counted++;
  });
  const darkest = low + quantile(bins, counted * CLIPPED) / (scale || 1);
  const brightest = low + quantile(bins, counted * (1 - CLIPPED)) / (scale || 1);
  if (brightest - darkest >= white / 2 || brightest <= darkest) return { low: 0, high: white };
  return { low: Math.floor(darkest), high: Math.ceil(brightest) };
}

/** Black for `low` and less, white for `high` and more. */
export function toImageData(samples: Samples, { low, high }: Levels): ImageData {
  const { width, height, channels, data, white } = samples;
  const image = new ImageData(width, height);
  const scale = 255 / (high - low);
  const grey = channels < 3;
  for (let from = 0, to = 0; to < image.data.length; from += channels, to += 4) {
    for (let colour = 0; colour < 3; colour++) {
      image.data[to + colour] = ((data[from + (grey ? 0 : colour)] ?? 0) - low) * scale;
    }
    image.data[to + 3] = channels % 2 ? 255 : ((data[from + channels - 1] ?? 0) * 255) / white;
  }
  return image;
}

function range(data: ArrayLike<number>, channels: number, colours: number): Levels {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  forEachColour(data, channels, colours, (value) => {
    if (value < low) low = value;
    if (value > high) high = value;
  });
  return { low, high };
}

/** Calls `take` with every finite sample that is no opacity. */
function forEachColour(
  data: ArrayLike<number>,
  channels: number,
  colours: number,
  take: (value: number) => void,
): void {
  for (let pixel = 0; pixel < data.length; pixel += channels) {
    for (let colour = 0; colour < colours; colour++) {
      const value = data[pixel + colour] ?? 0;
      if (Number.isFinite(value)) take(value);
    }
  }
}

function quantile(bins: Uint32Array, rank: number): number {
  let below = 0;
  for (const [bin, count] of bins.entries()) {
    below += count;
    if (below > rank) return bin;
  }
  return bins.length - 1;
}
