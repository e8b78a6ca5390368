import { formatHeader } from "../../mrd/index.ts";
import { isPFile } from "../identify/index.ts";
import { FileParts, Remarks, readoutSource } from "../raw/index.ts";
import type { MeasurementSource, SourceFormat } from "../source/index.ts";
import { type PoolHeader, readPoolHeader } from "./pool-header.ts";
import { matrixLines, readoutsOf } from "./readouts.ts";

/** Raw data of GE's scanners: Cartesian scans, as one view after the other. */
export const pfileSource: SourceFormat = {
  name: "GE P-files (revision 20 to 31)",
  files: "P12345.7",
  recognises: (start) => !start.isFolder && isPFile(start),
  open: async (path) => [open(path)],
};

function open(path: string): MeasurementSource {
  const remarks = new Remarks();
  const file = new FileParts(path);
  try {
    const pool = readPoolHeader(file, remarks);
    remarks.add("info", "P-files store no time stamps and no noise; positions and directions of slices are not read");
    remarks.add("info", "slices are numbered as they are stored; partitions of a volume count as slices");
    return readoutSource({
      name: `P-file of revision ${pool.revision}`,
      header: headerOf(pool),
      remarks,
      counts: { acquisitions: pool.slices * pool.echoes * pool.lines, waveforms: 0, images: 0 },
      messages: () => readoutsOf(file, pool, remarks),
      close: () => file.close(),
    });
  } catch (error) {
    file.close();
    throw error;
  }
}

function headerOf(pool: PoolHeader): string {
  const { samples, lines, slices, echoes, receivers, fieldOfViewMm, sliceThicknessMm, frequencyHz } = pool;
  const matrix = matrixLines(pool);
  const limit = (count: number, center = 0) => ({ minimum: 0, maximum: count - 1, center });
  const space = {
    matrixSize: { x: samples, y: matrix, z: 1 },
    fieldOfViewMm: { x: fieldOfViewMm[0], y: fieldOfViewMm[1], z: sliceThicknessMm },
  };
  return formatHeader({
    acquisitionSystemInformation: { systemVendor: "GE", receiverChannels: receivers },
    experimentalConditions: { h1ResonanceFrequencyHz: Math.round(frequencyHz) },
    encoding: [
      {
        encodedSpace: space,
        reconSpace: space,
        encodingLimits: {
          kspaceEncodingStep1: limit(lines, Math.floor(matrix / 2)),
          slice: limit(slices),
          contrast: limit(echoes),
        },
        trajectory: "cartesian",
      },
    ],
    ...(pool.sequence !== "" && { measurementInformation: { sequenceName: pool.sequence } }),
    sequenceParameters: { tr: [pool.trMs], te: [pool.teMs], flipAngleDeg: [pool.flipAngleDeg] },
  });
}
