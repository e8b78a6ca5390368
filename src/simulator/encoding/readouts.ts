import { type Acquisition, AcquisitionFlag, flagMask } from "../../mrd/index.ts";
import { noiseSource } from "../noise/noise.ts";
import { positionMm } from "../object/geometry.ts";
import { commonHeader, moment } from "../object/receiver.ts";
import { hasEpiReference } from "../options/epi-settings.ts";
import type { PhantomSettings } from "../options/options.ts";
import { isCartesian } from "../options/trajectory-settings.ts";
import { epiReferenceLines } from "./epi-order.ts";
import { EpiReader } from "./epi-reader.ts";
import { readoutSamples } from "./epi-timing.ts";
import { LineReader } from "./line-reader.ts";
import type { Order } from "./order.ts";
import { ReferenceReader } from "./reference-reader.ts";
import { TrajectoryReader } from "./trajectory-reader.ts";

/** An encoding with its data. */
export interface MeasuredEncoding {
  readonly settings: PhantomSettings;
  /** `[slices][coils][partitions][line][readout]` complex, interleaved. */
  readonly kSpace: Float32Array;
}

/** The readouts: noise, then all others in order. They are not retained. */
export function* readouts(
  encodings: readonly MeasuredEncoding[],
  order: Order,
  settings: PhantomSettings,
  measurementUid: number,
): Generator<Acquisition> {
  const addNoise = noiseSource(settings);
  yield* noiseReadouts(settings, settings.noiseReadouts, measurementUid, addNoise);

  const readers = encodings.map(({ kSpace, settings: each }) => {
    if (!isCartesian(each)) return new TrajectoryReader(kSpace, each, addNoise);
    return each.epi ? new EpiReader(kSpace, each, addNoise) : new LineReader(kSpace, each, addNoise);
  });
  const reference = referenceReader(encodings[0]!.kSpace, settings, addNoise);
  const positions = Array.from({ length: settings.slices }, (_, slice) => positionMm(settings, slice));
  const common = commonHeader(settings, measurementUid);
  let scanCounter = settings.noiseReadouts;
  for (const { role, echo, ...line } of order.lines()) {
    const lines = readers[line.encodingSpaceRef]!;
    const reader = role === "reference" ? reference : lines;
    const { data, trajectory } = role === "preparation" ? lines.readGarbage(line) : reader.read(line, echo);
    const trajectoryDimensions = trajectory.length / reader.header.numberOfSamples;
    const header = common.with({
      ...moment(scanCounter, settings),
      ...reader.header,
      ...line,
      position: positions[line.slice]!,
      trajectoryDimensions,
    });
    yield { kind: "acquisition", header, trajectory, data };
    scanCounter++;
  }
}

function referenceReader(
  kSpace: Float32Array,
  settings: PhantomSettings,
  addNoise: (data: Float32Array) => void,
): EpiReader | ReferenceReader {
  if (!hasEpiReference(settings)) return new ReferenceReader(kSpace, settings, addNoise);
  return new EpiReader(kSpace, settings, addNoise, epiReferenceLines(settings));
}

/** Noise readouts, as long as a full readout. */
export function* noiseReadouts(
  settings: PhantomSettings,
  count: number,
  measurementUid: number,
  addNoise: (data: Float32Array) => void,
): Generator<Acquisition> {
  const samples = readoutSamples(settings);
  const common = commonHeader(settings, measurementUid).with({
    numberOfSamples: samples,
    centerSample: Math.floor(samples / 2),
    flags: flagMask(AcquisitionFlag.noiseMeasurement),
    position: positionMm(settings, 0),
  });
  for (let scanCounter = 0; scanCounter < count; scanCounter++) {
    const data = new Float32Array(2 * samples * settings.coils);
    addNoise(data);
    const header = common.with(moment(scanCounter, settings));
    yield { kind: "acquisition", header, trajectory: new Float32Array(0), data };
  }
}
