import { transformAxis } from "../../numerics/fft/index.ts";
import { lineAxis, readoutPixels } from "../encoding/sampling.ts";
import { ringCount } from "../options/acceleration-settings.ts";
import type { PhantomSettings } from "../options/options.ts";
import { planeZ } from "./geometry.ts";
import { turnPlane } from "./object-phase.ts";
import { birdcageSensitivities, ringSensitivities, sheppLogan } from "./shepp-logan.ts";

/** The simulated object and its data, complex and interleaved. */
export interface PhantomObject {
  /** `[slices][partitions][y][x]` */
  readonly image: Float32Array<ArrayBuffer>;
  /** `[coils][y][x]`: the coils are long, so their sensitivities are constant along z. With two rings, `[coils][z][y][x]`. */
  readonly sensitivities: Float32Array<ArrayBuffer>;
  /** `[slices][coils][partitions][line][readout]`: image of each coil, in the whole encoded field of view. */
  readonly coilImages: Float32Array<ArrayBuffer>;
}

/**
 * The ground truth of a Cartesian measurement. The object starts at pixel floor((readout − matrix) / 2) of the readout, where
 * oversampling removal crops. Along the lines, whose images are cropped about their centre, the centres coincide.
 */
export function phantomObject(settings: PhantomSettings): PhantomObject {
  const { matrix, matrixY, slices, partitions, coils } = settings;
  const image = imageOf(settings);
  const sensitivities = sensitivitiesOf(settings);
  const coilPlanes = coilPlaneCount(settings);

  const readout = readoutPixels(settings);
  const lines = lineAxis(settings).full;
  const firstX = Math.floor((readout - matrix) / 2);
  const firstY = Math.floor(lines / 2) - Math.floor(matrixY / 2);
  const coilImages = new Float32Array(2 * readout * lines * partitions * coils * slices);
  for (let plane = 0; plane < slices * coils * partitions; plane++) {
    const coil = Math.floor(plane / partitions) % coils;
    const imagePlane = Math.floor(plane / (partitions * coils)) * partitions + (plane % partitions);
    const mapPlane = coilPlanes === 1 ? coil : plane % (partitions * coils);
    for (let y = 0; y < matrixY; y++) {
      const from = 2 * matrix * (imagePlane * matrixY + y);
      const weights = 2 * matrix * (mapPlane * matrixY + y);
      multiply(
        image.subarray(from, from + 2 * matrix),
        sensitivities.subarray(weights, weights + 2 * matrix),
        coilImages.subarray(2 * (readout * (plane * lines + firstY + y) + firstX)),
      );
    }
  }
  return { image, sensitivities, coilImages };
}

/** The k-space of coil images, in the same layout; centred and unitary. */
export function kSpaceOf(coilImages: Float32Array, settings: PhantomSettings): Float32Array<ArrayBuffer> {
  const { slices, partitions, coils } = settings;
  const kSpace = Float32Array.from(coilImages);
  const shape = [readoutPixels(settings), lineAxis(settings).full, partitions, coils * slices];
  for (const axis of [0, 1, 2]) if (shape[axis]! > 1) transformAxis(kSpace, shape, axis, "forward");
  return kSpace;
}

function imageOf(settings: PhantomSettings): Float32Array<ArrayBuffer> {
  const { matrix, matrixY, slices, partitions, phaseMap } = settings;
  const pixels = matrix * matrixY;
  const image = new Float32Array(2 * pixels * slices * partitions);
  for (let plane = 0; plane < slices * partitions; plane++) {
    const z = planeZ(settings, plane);
    const slice = sheppLogan(matrix, matrixY, z);
    if (phaseMap) turnPlane(slice, matrix, matrixY, z);
    image.set(slice, 2 * pixels * plane);
  }
  return image;
}

/** Planes of a coil's sensitivity along z. */
export function coilPlaneCount(settings: PhantomSettings): number {
  return ringCount(settings) > 1 ? settings.partitions : 1;
}

function sensitivitiesOf(settings: PhantomSettings): Float32Array<ArrayBuffer> {
  const { matrix, matrixY, partitions, coils, deadCoil } = settings;
  const planes = coilPlaneCount(settings);
  const sensitivities =
    planes === 1
      ? birdcageSensitivities(matrix, matrixY, coils)
      : ringSensitivities([matrix, matrixY, partitions], coils, ringCount(settings));
  const pixels = matrix * matrixY * planes;
  if (deadCoil >= 0) sensitivities.fill(0, 2 * pixels * deadCoil, 2 * pixels * (deadCoil + 1));
  return sensitivities;
}

/** Complex products of two lines. */
function multiply(a: Float32Array, b: Float32Array, product: Float32Array): void {
  for (let i = 0; i < a.length; i += 2) {
    const [re, im] = [a[i]!, a[i + 1]!];
    product[i] = re * b[i]!;
    product[i + 1] = re * b[i + 1]!;
    if (im === 0) continue; // As everywhere in an object without phase.
    product[i]! -= im * b[i + 1]!;
    product[i + 1]! += im * b[i]!;
  }
}
