import { type Acquisition, AcquisitionFlag, AcquisitionHeader, flagMask } from "../../mrd/index.ts";
import type { FileParts, Remarks } from "../raw/index.ts";
import type { PoolHeader } from "./pool-header.ts";

/** Lines of the whole matrix: a partial acquisition has half of them, and the overscans. */
export function matrixLines({ lines, overscans }: PoolHeader): number {
  return overscans > 0 && overscans < lines ? 2 * (lines - overscans) : lines;
}

/** The readouts, slice by slice. In the file, they are ordered by pass, receiver, slice, echo and line. */
export function* readoutsOf(file: FileParts, pool: PoolHeader, remarks: Remarks): Generator<Acquisition> {
  const { slices, echoes, lines, samples, receivers } = pool;
  let scanCounter = 0;
  for (let slice = 0; slice < slices; slice++) {
    for (let echo = 0; echo < echoes; echo++) {
      for (let line = 0; line < lines; line++) {
        const data = dataOf(file, pool, slice, echo, line);
        if (data === undefined) {
          const text = `${file.path} ends before line ${line} of echo ${echo} of slice ${slice}: the readouts from there on are missing`;
          remarks.add("error", text, file.size);
          return;
        }
        const isLast = line === lines - 1;
        const header = AcquisitionHeader.of({
          flags: flagMask(
            ...(isLast ? [AcquisitionFlag.lastInSlice] : []),
            ...(isLast && slice === slices - 1 && echo === echoes - 1 ? [AcquisitionFlag.lastInMeasurement] : []),
          ),
          scanCounter,
          numberOfSamples: samples,
          availableChannels: receivers,
          activeChannels: receivers,
          centerSample: Math.floor(samples / 2),
          readDir: [1, 0, 0],
          phaseDir: [0, 1, 0],
          sliceDir: [0, 0, 1],
          kspaceEncodeStep1: line,
          slice,
          contrast: echo,
        });
        scanCounter += 1;
        yield { kind: "acquisition", header, trajectory: new Float32Array(0), data };
      }
    }
  }
}

/** A line of all receivers; `undefined` if the file ends before. The first view of an echo is a baseline. */
function dataOf(
  file: FileParts,
  pool: PoolHeader,
  slice: number,
  echo: number,
  line: number,
): Float32Array | undefined {
  const { size, passes, slices, echoes, lines, samples, pointBytes, receivers, chopped } = pool;
  const inPass = slices / passes;
  const frameBytes = 2 * samples * pointBytes;
  const bytes = new Uint8Array(frameBytes);
  const view = new DataView(bytes.buffer);
  const data = new Float32Array(2 * samples * receivers);
  const sign = chopped && line % 2 === 1 ? -1 : 1;
  for (let receiver = 0; receiver < receivers; receiver++) {
    const sliceInFile = (Math.floor(slice / inPass) * receivers + receiver) * inPass + (slice % inPass);
    const frame = (sliceInFile * echoes + echo) * (lines + 1) + line + 1;
    if (!file.read(bytes, size + frame * frameBytes)) return undefined;
    for (let i = 0; i < 2 * samples; i++) {
      const value = pointBytes === 2 ? view.getInt16(2 * i, true) : view.getInt32(4 * i, true);
      data[2 * samples * receiver + i] = sign * value;
    }
  }
  return data;
}
