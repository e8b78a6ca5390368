import { Duplex } from "node:stream";
import {
  AcquisitionFlag,
  AcquisitionHeader,
  flagMask,
  formatHeader,
  serialize,
  type WireMessage,
} from "../mrd/index.ts";
import { runSession } from "./session.ts";
import type { SessionOptions } from "./session-options.ts";

/**
 * Large enough that everything a stream passes through is compiled and optimised, and small enough to take little time: with
 * half the repetitions V8 optimises what places readouts during the first real image, which waits for it.
 */
const MATRIX = 64;
const REPETITIONS = 80;
const COILS = 8;

/**
 * Reconstructs a small measurement that goes nowhere, so that the first real one of a process does not have to wait for code to
 * be loaded and compiled. Its samples are noise: what is compiled for noughts alone is thrown away with the first real pixel.
 * @param options of the sessions to come
 * @param chain to run; one that is not there, or fails, is nobody's harm
 */
export async function rehearse(options: Omit<SessionOptions, "session">, chain: string): Promise<void> {
  const messages = rehearsal(chain);
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

function* rehearsal(chain: string): Generator<WireMessage, undefined> {
  yield { kind: "config-file", name: chain };
  const space = (x: number) => ({ matrixSize: { x, y: MATRIX, z: 1 }, fieldOfViewMm: { x, y: MATRIX, z: 1 } });
  yield {
    kind: "header",
    text: formatHeader({
      experimentalConditions: { h1ResonanceFrequencyHz: 1 },
      encoding: [
        {
          encodedSpace: space(2 * MATRIX),
          reconSpace: space(MATRIX),
          encodingLimits: { kspaceEncodingStep1: { minimum: 0, maximum: MATRIX - 1, center: MATRIX / 2 } },
          trajectory: "cartesian",
        },
      ],
    }),
  };
  const shape = { numberOfSamples: 2 * MATRIX, activeChannels: COILS, centerSample: MATRIX };
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
  for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
    for (let line = 0; line < MATRIX; line += 1) yield readout({ kspaceEncodeStep1: line, repetition }, noise);
  }
  yield { kind: "close" };
}
