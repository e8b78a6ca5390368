import { formatAttributes, type Image, parseAttributes } from "../../mrd/index.ts";
import { isPhaseAlongRows } from "./image-metadata.ts";

/**
 * Transposes images whose rows and columns are exchanged compared with the previous image of their series, as
 * `--fix-transposed` of FIRE's client does, so that a series has one size. Others are passed on as they are.
 */
export class TransposeFixer {
  readonly #shapes = new Map<number, readonly number[]>();

  /** @returns the image, or a transposed copy */
  fix(image: Image): Image {
    const { imageSeriesIndex, matrixSize, channels } = image.header;
    const previous = this.#shapes.get(imageSeriesIndex);
    const [x, y, z] = matrixSize as [number, number, number];
    const shape = (width: number, height: number) => [width, height, z, channels].join();
    const isTransposed = x !== y && previous?.join() === shape(y, x);
    if (!isTransposed) this.#shapes.set(imageSeriesIndex, [x, y, z, channels]);
    return isTransposed ? transposed(image) : image;
  }
}

/** An image with rows and columns exchanged: pixels, sizes, directions, and the directions in its attributes. */
function transposed({ kind, header, attributes, data }: Image): Image {
  const [x, y, z] = header.matrixSize as [number, number, number];
  const [width, height, depth] = header.fieldOfView as [number, number, number];
  const pixels = data.slice();
  const planes = z * header.channels;
  const perPixel = data.length / (x * y * planes); // 2 of complex pixels
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < y; row++) {
      for (let column = 0; column < x; column++) {
        const from = perPixel * ((plane * y + row) * x + column);
        const to = perPixel * ((plane * x + column) * y + row);
        for (let i = 0; i < perPixel; i++) pixels[to + i] = data[from + i]!;
      }
    }
  }
  const { readDir, phaseDir } = header;
  const exchanged = header.with({
    matrixSize: [y, x, z],
    fieldOfView: [height, width, depth],
    readDir: phaseDir,
    phaseDir: readDir,
  });
  return { kind, header: exchanged, attributes: exchangedDirections(attributes), data: pixels };
}

function exchangedDirections(text: string): string {
  if (text.trim() === "") return text;
  let attributes: Map<string, readonly string[]>;
  try {
    attributes = new Map(parseAttributes(text));
  } catch {
    return text;
  }
  const [row, column] = [attributes.get("ImageRowDir"), attributes.get("ImageColumnDir")];
  if (row !== undefined && column !== undefined) attributes.set("ImageRowDir", column).set("ImageColumnDir", row);
  attributes.set("InPlanePhaseEncodingDirection", [isPhaseAlongRows(attributes) ? "COL" : "ROW"]);
  return formatAttributes(attributes);
}
