import { type DataType, type Image, ImageType, isComplex, type PixelArray } from "../../mrd/index.ts";

/** The kind of values that an image file holds. */
export type Part = "magnitude" | "phase" | "real" | "imag" | "rgb" | "complex";

/** The pixels of one channel of an image, in real numbers or colours. */
export interface PixelPart {
  readonly part: Part;
  /** Counted from 0; 0 for images in colour. */
  readonly channel: number;
  /** `[z][y][x]`, in colour `[z][y][x][3]` of 0 to 255, complex `[z][y][x][2]`. */
  readonly values: PixelArray | Uint8Array<ArrayBuffer>;
}

const partOfType: Readonly<Record<number, Part>> = {
  [ImageType.phase]: "phase",
  [ImageType.real]: "real",
  [ImageType.imag]: "imag",
};

/**
 * The parts of an image: each channel, of complex pixels the magnitude and the phase; of an image in colour, one.
 * @param options.complex leave complex pixels as they are
 */
export function pixelParts(
  { header, data }: Image,
  { complex = false }: { readonly complex?: boolean | undefined } = {},
): PixelPart[] {
  const { channels, imageType, dataType } = header;
  const perChannel = header.pixelCount / channels;
  if (imageType === ImageType.rgb && channels === 3) {
    return [{ part: "rgb", channel: 0, values: interleaved(data, perChannel) }];
  }
  return Array.from({ length: channels }, (_, channel): PixelPart[] => {
    if (!isComplex(dataType as DataType)) {
      const values = data.subarray(channel * perChannel, (channel + 1) * perChannel);
      return [{ part: partOfType[imageType] ?? "magnitude", channel, values }];
    }
    const values = data.subarray(2 * channel * perChannel, 2 * (channel + 1) * perChannel);
    if (complex) return [{ part: "complex", channel, values }];
    const [magnitude, phase] = polar(values);
    return [
      { part: "magnitude", channel, values: magnitude },
      { part: "phase", channel, values: phase },
    ];
  }).flat();
}

/** Magnitude and phase, in the precision of the complex values. */
function polar(complex: PixelArray): readonly [PixelArray, PixelArray] {
  const length = complex.length / 2;
  const create = () => (complex instanceof Float64Array ? new Float64Array(length) : new Float32Array(length));
  const [magnitude, phase] = [create(), create()];
  for (let i = 0; i < length; i += 1) {
    const [re, im] = [complex[2 * i]!, complex[2 * i + 1]!];
    magnitude[i] = Math.sqrt(re * re + im * im);
    phase[i] = Math.atan2(im, re);
  }
  return [magnitude, phase];
}

/** @param planar `[3][pixels]` */
function interleaved(planar: PixelArray, pixels: number): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i += 1) {
    for (let color = 0; color < 3; color += 1) {
      result[3 * i + color] = Math.min(Math.max(planar[color * pixels + i]!, 0), 255);
    }
  }
  return result;
}
