import { type Acquisition, AcquisitionFlag, AcquisitionHeader, flagMask } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { FileParts, Remarks } from "../raw/index.ts";
import type { JcampDx } from "./jcamp-dx.ts";
import { blockCountOf, type Scan } from "./scan.ts";

/** The blocks in the order of the file, as readouts. */
export function* readoutsOf(
  file: FileParts,
  parameters: JcampDx,
  scan: Scan,
  remarks: Remarks,
): Generator<Acquisition> {
  const { samples, receivers, steps1, steps2, phaseFactor, objects, echoes, matrix, blockBytes } = scan;
  const sampleTimeUs = 1e6 / (parameters.number("PVM_EffSWh") ?? parameters.number("SW_h") ?? Number.POSITIVE_INFINITY);
  const total = blockCountOf(scan);
  const reference = calibrationSteps(scan);
  // A partial echo lacks the samples before its center.
  const centerSample = Math.max(0, Math.min(samples - 1, samples - Math.ceil(matrix[0] / 2)));
  for (let block = 0; block < total; block++) {
    const data = blockOf(file, block, scan);
    if (data === undefined) {
      const text = `${file.path} ends at byte ${file.size}: ${total - block} of ${counted(total, "readout")} are missing`;
      remarks.add("error", text, block * blockBytes);
      return;
    }
    const [inSegment, objectIndex, segment, partition, repetition] = digitsOf(block, [
      phaseFactor,
      objects.length,
      steps1.length / phaseFactor,
      steps2.length,
    ]);
    const line = inSegment! + phaseFactor * segment!;
    const object = objects[objectIndex!]!;
    const slice = Math.floor(object / echoes);
    const isCalibration = reference.has(steps1[line]!);
    const header = AcquisitionHeader.of({
      flags: flagMask(
        ...(isCalibration ? [AcquisitionFlag.parallelCalibrationAndImaging] : []),
        ...(block === total - 1 ? [AcquisitionFlag.lastInMeasurement] : []),
      ),
      scanCounter: block,
      numberOfSamples: samples,
      availableChannels: receivers,
      activeChannels: receivers,
      centerSample,
      sampleTimeUs,
      ...geometryOf(parameters, slice),
      kspaceEncodeStep1: steps1[line]! + Math.floor(matrix[1] / 2),
      kspaceEncodeStep2: steps2[partition!]! + Math.floor(matrix[2] / 2),
      slice,
      contrast: object % echoes,
      repetition: repetition!,
    });
    yield { kind: "acquisition", header, trajectory: new Float32Array(0), data };
  }
}

/** A number as digits with different radices, the lowest first; the last digit is what remains. */
function digitsOf(number: number, radices: readonly number[]): readonly number[] {
  let rest = number;
  const digits = radices.map((radix) => {
    const digit = rest % radix;
    rest = Math.floor(rest / radix);
    return digit;
  });
  return [...digits, rest];
}

/** Lines of an accelerated scan with both neighbours: those that were added for calibration. */
function calibrationSteps({ steps1, acceleration }: Scan): ReadonlySet<number> {
  if (acceleration[0] <= 1) return new Set();
  const all = new Set(steps1);
  return new Set(steps1.filter((step) => all.has(step - 1) || all.has(step + 1)));
}

/** Samples `[receiver][sample]`; `undefined` if the file ends before. */
function blockOf(file: FileParts, block: number, scan: Scan): Float32Array | undefined {
  const { sampleType, littleEndian, samples, receivers, blockBytes } = scan;
  const values = new Float32Array(2 * samples * receivers);
  const size = sampleType === "int16" ? 2 : 4;
  const bytes = new Uint8Array(values.length * size);
  if (!file.read(bytes, block * blockBytes)) return undefined;
  const view = new DataView(bytes.buffer);
  const read = { int16: view.getInt16, int32: view.getInt32, float32: view.getFloat32 }[sampleType].bind(view);
  for (let index = 0; index < values.length; index++) values[index] = read(index * size, littleEndian);
  return values;
}

/**
 * Directions of the gradients, and the center of the field of view. ParaVision shifts images along the phase direction
 * only when it reconstructs them, so that shift is not part of the center.
 */
function geometryOf(parameters: JcampDx, slice: number) {
  const matrices = parameters.numbers("ACQ_grad_matrix");
  const start = matrices.length >= 9 * (slice + 1) ? 9 * slice : 0;
  const rows = matrices.length >= 9 ? matrices.slice(start, start + 9) : [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const [readDir, phaseDir, sliceDir] = [0, 3, 6].map((row) => rows.slice(row, row + 3)) as [
    number[],
    number[],
    number[],
  ];
  const offset = (name: string) => parameters.numbers(name)[slice] ?? 0;
  const [alongRead, alongSlice] = [offset("ACQ_read_offset"), offset("ACQ_slice_offset")];
  return {
    readDir,
    phaseDir,
    sliceDir,
    position: readDir.map((value, i) => value * alongRead + sliceDir[i]! * alongSlice),
  };
}
