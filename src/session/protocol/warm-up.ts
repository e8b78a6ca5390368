import { Duplex } from "node:stream";
import {
  AcquisitionFlag,
  AcquisitionHeader,
  flagMask,
  formatHeader,
  serialize,
  type WireMessage,
} from "../../mrd/index.ts";
import type { SessionOptions } from "../session-options.ts";
import { runSession } from "./session.ts";

/**
 * Two measurements that differ as much as possible: V8 discards code that it compiled for one chain, one length or one
 * shape of objects as soon as another occurs. The second is large enough for all code along a stream to be optimised:
 * with half the repetitions, the placing of readouts is compiled during the first real image, which waits for it.
 */
const measurements: readonly Measurement[] = [
  { chain: "default", matrix: 48, repetitions: 20 },
  { chain: "cartesian", matrix: 64, repetitions: 80 },
];
/** Few, so that a process on standby does not keep the memory of large readouts. */
const COILS = 2;

interface Measurement {
  readonly chain: string;
  readonly matrix: number;
  readonly repetitions: number;
}

/**
 * Reconstructs small measurements and discards the results, so that the first real session of a process does not wait
 * for code to be loaded and compiled. The samples are noise: code compiled for zeros only is discarded with the first
 * real pixel.
 * @param options of later sessions, with a library of built-in chains; `disconnected` ends the warm-up early
 */
export async function warmUp(options: Omit<SessionOptions, "session">): Promise<void> {
  for (const measurement of measurements) {
    if (!options.disconnected?.aborted) await runSilently(messagesOf(measurement), options);
  }
}

async function runSilently(messages: Iterator<WireMessage>, options: Omit<SessionOptions, "session">): Promise<void> {
  const stream = new Duplex({
    read() {
      const { done, value } = messages.next();
      this.push(done ? null : Buffer.concat(serialize(value)));
    },
    write: (_chunk, _encoding, callback) => callback(),
  });
  const log = options.log.child({}, { level: "silent" });
  const saving = { ...options.saving, always: false };
  await runSession(stream, { ...options, session: 0, saving, recordFolder: undefined, log });
}

function* messagesOf({ chain, matrix, repetitions }: Measurement): Generator<WireMessage, undefined> {
  yield { kind: "config-file", name: chain };
  const space = (x: number) => ({ matrixSize: { x, y: matrix, z: 1 }, fieldOfViewMm: { x, y: matrix, z: 1 } });
  yield {
    kind: "header",
    text: formatHeader({
      experimentalConditions: { h1ResonanceFrequencyHz: 1 },
      encoding: [
        {
          encodedSpace: space(2 * matrix),
          reconSpace: space(matrix),
          encodingLimits: { kspaceEncodingStep1: { minimum: 0, maximum: matrix - 1, center: matrix / 2 } },
          trajectory: "cartesian",
        },
      ],
    }),
  };
  const shape = { numberOfSamples: 2 * matrix, activeChannels: COILS, centerSample: matrix };
  const values = 2 * shape.numberOfSamples * COILS;
  const readout = (header: Parameters<typeof AcquisitionHeader.of>[0], data: Float32Array): WireMessage => ({
    kind: "acquisition",
    header: AcquisitionHeader.of({ ...shape, ...header }),
    trajectory: new Float32Array(0),
    data,
  });
  // Any full-rank covariance will do.
  const noise = Float32Array.from({ length: values }, (_, i) => Math.sin(i * i));
  yield readout({ flags: flagMask(AcquisitionFlag.noiseMeasurement) }, noise);
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (let line = 0; line < matrix; line += 1) yield readout({ kspaceEncodeStep1: line, repetition }, noise);
  }
  yield { kind: "close" };
}
