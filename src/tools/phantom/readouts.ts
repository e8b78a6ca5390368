import { type Acquisition, AcquisitionFlag, AcquisitionHeader, flagMask } from "../../mrd/index.ts";
import { sinceHeartbeatMs } from "./ecg.ts";
import { positionMm } from "./geometry.ts";
import { noiseSource } from "./noise.ts";
import type { PhantomSettings } from "./options.ts";
import { type Line, lines } from "./order.ts";
import { REPETITION_TIME_MS, ticks, timeStamp } from "./timing.ts";

const SAMPLE_TIME_US = 5;

/**
 * The readouts in their order: noise, then repetition, shot, slice, partition, line. Nothing is kept of them.
 * @param kSpace `[slices][coils][partitions][y][readout]` complex, interleaved
 */
export function* readouts(
  kSpace: Float32Array,
  settings: PhantomSettings,
  measurementUid: number,
): Generator<Acquisition> {
  const { coils, matrixY, partitions, noiseReadouts } = settings;
  const samples = settings.matrix * settings.oversampling;
  const addNoise = noiseSource(settings);
  const common = AcquisitionHeader.of({
    measurementUid,
    numberOfSamples: samples,
    availableChannels: coils,
    activeChannels: coils,
    channelMask: Array.from({ length: 16 }, (_, word) =>
      BigInt.asUintN(64, ((1n << BigInt(coils)) - 1n) >> BigInt(64 * word)),
    ),
    centerSample: Math.floor(samples / 2),
    sampleTimeUs: SAMPLE_TIME_US,
    readDir: [1, 0, 0],
    phaseDir: [0, 1, 0],
    sliceDir: [0, 0, 1],
  });
  let scanCounter = 0;
  const moment = () => {
    const ms = scanCounter * REPETITION_TIME_MS;
    const physiologyTimeStamp = [settings.waveforms ? ticks(sinceHeartbeatMs(ms)) : 0, 0, 0];
    return { scanCounter, acquisitionTimeStamp: timeStamp(ms), physiologyTimeStamp };
  };

  for (; scanCounter < noiseReadouts; scanCounter++) {
    const data = new Float32Array(2 * samples * coils);
    addNoise(data);
    const flags = flagMask(AcquisitionFlag.noiseMeasurement);
    const header = common.with({ ...moment(), flags, position: positionMm(settings, 0) });
    yield { kind: "acquisition", header, trajectory: new Float32Array(0), data };
  }
  for (const line of lines(settings)) {
    const { slice, kspaceEncodeStep1, kspaceEncodeStep2 } = line;
    const data = new Float32Array(2 * samples * coils);
    for (let coil = 0; coil < coils; coil++) {
      const row = ((slice * coils + coil) * partitions + kspaceEncodeStep2) * matrixY + kspaceEncodeStep1;
      data.set(kSpace.subarray(2 * samples * row, 2 * samples * (row + 1)), 2 * samples * coil);
    }
    addNoise(data);
    const trajectory = settings.coordinates ? coordinates(settings, line) : new Float32Array(0);
    const trajectoryDimensions = trajectory.length / samples;
    const header = common.with({ ...moment(), ...line, position: positionMm(settings, slice), trajectoryDimensions });
    yield { kind: "acquisition", header, trajectory, data };
    scanCounter++;
  }
}

/** Where a line lies in k-space, −0.5 to 0.5 along each axis: `[samples][2]`, or 3 where there are partitions. */
function coordinates(settings: PhantomSettings, line: Line): Float32Array {
  const { matrix, matrixY, partitions, oversampling } = settings;
  const samples = matrix * oversampling;
  const place = (index: number, count: number) => (index - Math.floor(count / 2)) / count;
  const ky = place(line.kspaceEncodeStep1, matrixY);
  const kz = partitions > 1 ? [place(line.kspaceEncodeStep2, partitions)] : [];
  return Float32Array.from(Array.from({ length: samples }, (_, x) => [place(x, samples), ky, ...kz]).flat());
}
