import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { type Phantom, type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { directTransform } from "../numerics/reference.ts";

/**
 * Compares measurements with their ground truth: places each readout as the header says and transforms the coil images
 * directly.
 */

const { noiseMeasurement, navigationData, phaseCorrectionData, dummyScanData, reverse } = AcquisitionFlag;
const noLines = [noiseMeasurement, navigationData, phaseCorrectionData, dummyScanData];

export function readoutsOf(options: PhantomOptions): Acquisition[] {
  return [...phantom(options).acquisitions()];
}

/** The image readouts. */
export function linesOf(options: PhantomOptions): Acquisition[] {
  return readoutsOf(options).filter(({ header }) => noLines.every((flag) => !header.has(flag)));
}

export function arrayNamed({ arrays }: Phantom, name: string) {
  return arrays.find((array) => array.name === name)!;
}

/** Actual and expected samples of readouts, `[coils][samples]` one after another. */
export interface Comparison {
  readonly actual: Float32Array;
  readonly expected: Float32Array;
}

/** All lines of an encoding, without discarded samples and reversed where flagged, with their expected samples. */
export function compareLines(options: PhantomOptions, encoding = 0): Comparison {
  const made = phantom(options);
  const { encodedSpace, encodingLimits } = made.header.encoding[encoding]!;
  const { x, y, z } = encodedSpace.matrixSize;
  const coils = options.coils ?? 8;
  const kSpace = directKSpace(arrayNamed(made, encoding === 0 ? "coil_images" : "coil_images_1").data, [x, y, z]);
  const factors = arrayNamed(made, "contrast_factors")?.data ?? [1];
  const place = (step: number, size: number, center: number) => step - center + Math.floor(size / 2);
  const actual: number[] = [];
  const expected: number[] = [];
  for (const { header, data } of linesOf(options)) {
    if (header.encodingSpaceRef !== encoding) continue;
    const row = place(header.kspaceEncodeStep1, y, encodingLimits.kspaceEncodingStep1!.center);
    const partition = place(header.kspaceEncodeStep2, z, encodingLimits.kspaceEncodingStep2!.center);
    const kept = header.numberOfSamples - header.discardPre - header.discardPost;
    for (let coil = 0; coil < coils; coil++) {
      const line = (((header.slice * coils + coil) * z + partition) * y + row) * x;
      for (let i = 0; i < kept; i++) {
        const sample = header.discardPre + (header.has(reverse) ? kept - 1 - i : i);
        const column = place(i, x, header.centerSample - header.discardPre);
        for (const part of [0, 1]) {
          actual.push(data[2 * (coil * header.numberOfSamples + sample) + part]!);
          expected.push(factors[2 * header.contrast]! * kSpace[2 * (line + column) + part]!);
        }
      }
    }
  }
  return { actual: Float32Array.from(actual), expected: Float32Array.from(expected) };
}

/** The transform of volumes `[count][z][y][x]` by definition. */
function directKSpace(images: Float32Array, shape: readonly [number, number, number]): Float32Array {
  const result = images.slice();
  let stride = 1;
  for (const size of shape) {
    for (let start = 0; start < images.length / 2; start++) {
      if (Math.floor(start / stride) % size > 0) continue;
      const at = (i: number) => 2 * (start + i * stride);
      const line = Float32Array.from({ length: 2 * size }, (_, i) => result[at(i >> 1) + (i & 1)]!);
      for (const [i, value] of directTransform("forward", line).entries()) result[at(i >> 1) + (i & 1)] = value;
    }
    stride *= size;
  }
  return result;
}
