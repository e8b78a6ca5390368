import { type Acquisition, AcquisitionFlag, AcquisitionHeader, flagMask } from "../../mrd/index.ts";
import { type H5File, StorageError } from "../mrd-hdf5/index.ts";
import type { Remarks } from "../raw/index.ts";
import type { LineLayout } from "./layout.ts";

/** The sampled lines, slice by slice. */
export function* readoutsOf(file: H5File, layout: LineLayout, remarks: Remarks): Generator<Acquisition> {
  const { slices, coils, samples, width, columns } = layout;
  for (let slice = 0; slice < slices; slice++) {
    const plane = planeOf(file, slice, layout, remarks);
    if (plane === undefined) return;
    for (const [index, { column, line }] of columns.entries()) {
      const data = new Float32Array(2 * coils * samples);
      for (let sample = 0; sample < coils * samples; sample++) {
        data[2 * sample] = plane[2 * (sample * width + column)]!;
        data[2 * sample + 1] = plane[2 * (sample * width + column) + 1]!;
      }
      const header = AcquisitionHeader.of({
        flags: flagsOf(index, line, slice, layout),
        scanCounter: slice * columns.length + index,
        numberOfSamples: samples,
        availableChannels: coils,
        activeChannels: coils,
        centerSample: Math.floor(samples / 2),
        readDir: [1, 0, 0],
        phaseDir: [0, 1, 0],
        sliceDir: [0, 0, 1],
        kspaceEncodeStep1: line,
        slice,
      });
      yield { kind: "acquisition", header, trajectory: new Float32Array(0), data };
    }
  }
}

function flagsOf(index: number, line: number, slice: number, { columns, calibration, slices }: LineLayout): bigint {
  const { firstInSlice, firstInEncodeStep1, lastInSlice, lastInEncodeStep1, lastInMeasurement } = AcquisitionFlag;
  const isLast = index === columns.length - 1;
  const isCalibration = calibration !== undefined && line >= calibration.first && line <= calibration.last;
  return flagMask(
    ...(index === 0 ? [firstInSlice, firstInEncodeStep1] : []),
    ...(isLast ? [lastInSlice, lastInEncodeStep1] : []),
    ...(isLast && slice === slices - 1 ? [lastInMeasurement] : []),
    ...(isCalibration ? [AcquisitionFlag.parallelCalibrationAndImaging] : []),
  );
}

/** A slice as `[coil][readout][phase]`; `undefined` if the file is damaged there. */
function planeOf(file: H5File, slice: number, layout: LineLayout, remarks: Remarks): Float32Array | undefined {
  const { coils, samples, width } = layout;
  const metadata = file.metadata("kspace");
  const count = [1, ...metadata.shape!.slice(1)];
  const offset = [slice, ...count.slice(1).map(() => 0)];
  try {
    return file.read("kspace", metadata, { offset, count }, (heap, start) => {
      const bytes = heap.slice(start, start + 8 * coils * samples * width);
      return new Float32Array(bytes.buffer);
    });
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    remarks.add("error", `slices from ${slice} on are missing: ${error.message}`);
    return undefined;
  }
}
