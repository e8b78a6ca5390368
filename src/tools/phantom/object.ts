import { birdcageSensitivities, sheppLogan, transformAxis } from "../../numerics/index.ts";
import { planeZ } from "./geometry.ts";
import type { PhantomSettings } from "./options.ts";

/** What is measured, complex and interleaved. */
export interface PhantomObject {
  /** `[slices][partitions][y][x]` */
  readonly image: Float32Array<ArrayBuffer>;
  /** `[coils][y][x]`: the coils are long, so that nothing changes along z. */
  readonly sensitivities: Float32Array<ArrayBuffer>;
  /** `[slices][coils][partitions][y][readout]`: what each coil sees, in the oversampled field of view. */
  readonly coilImages: Float32Array<ArrayBuffer>;
}

/** The truth behind a measurement. The object begins at pixel floor((readout − matrix) / 2) of the readout. */
export function phantomObject(settings: PhantomSettings): PhantomObject {
  const { matrix, matrixY, slices, partitions, coils, oversampling } = settings;
  const pixels = matrix * matrixY;
  const image = new Float32Array(2 * pixels * slices * partitions);
  for (let plane = 0; plane < slices * partitions; plane++) {
    image.set(sheppLogan(matrix, matrixY, planeZ(settings, plane)), 2 * pixels * plane);
  }
  const sensitivities = birdcageSensitivities(matrix, matrixY, coils);

  const readout = matrix * oversampling;
  const first = Math.floor((readout - matrix) / 2);
  const coilImages = new Float32Array(2 * readout * matrixY * partitions * coils * slices);
  let line = 0;
  for (let slice = 0; slice < slices; slice++) {
    for (let coil = 0; coil < coils; coil++) {
      for (let row = 0; row < partitions * matrixY; row++, line++) {
        const source = 2 * matrix * (slice * partitions * matrixY + row);
        const weights = 2 * matrix * (coil * matrixY + (row % matrixY));
        const target = 2 * (readout * line + first);
        for (let x = 0; x < 2 * matrix; x += 2) {
          const intensity = image[source + x]!; // the phantom is real
          coilImages[target + x] = intensity * sensitivities[weights + x]!;
          coilImages[target + x + 1] = intensity * sensitivities[weights + x + 1]!;
        }
      }
    }
  }
  return { image, sensitivities, coilImages };
}

/** The k-space of coil images, in their layout; centred and unitary. */
export function kSpaceOf(coilImages: Float32Array, settings: PhantomSettings): Float32Array<ArrayBuffer> {
  const { matrix, matrixY, slices, partitions, coils, oversampling } = settings;
  const kSpace = Float32Array.from(coilImages);
  const shape = [matrix * oversampling, matrixY, partitions, coils * slices];
  for (const axis of [0, 1, 2]) if (shape[axis]! > 1) transformAxis(kSpace, shape, axis, "forward");
  return kSpace;
}
