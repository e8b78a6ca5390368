import Type, { type Static } from "typebox";
import { Check } from "typebox/value";

const name = Type.String({ maxLength: 200 });
const count = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const counter = Type.Integer({ minimum: 0, maximum: 0xffff });

/** A step of a chain, and what it has done so far. */
const step = Type.Object({
  gadget: name,
  /** Of the innermost `parallel` that it is in. */
  branch: Type.Optional(name),
  isThirdParty: Type.Boolean(),
  /** Numbers of the steps whose output it gets, from 0; −1: what the client sends. */
  after: Type.Array(Type.Integer({ minimum: -1, maximum: 1000 }), { maxItems: 100 }),
  took: count,
  made: count,
  tookBytes: count,
  madeBytes: count,
  /** On the session's own thread. */
  seconds: count,
  /** Number of messages inside, if it is asynchronous. */
  queue: count,
  /** That it needs at one time, if it says so. */
  memoryBytes: count,
});

/** The readouts of one image or volume. */
const frame = Type.Object({ slice: counter, contrast: counter, phase: counter, repetition: counter, set: counter });

const kSpace = Type.Object({
  encoding: counter,
  /** Size of the grid. */
  e1: Type.Integer({ minimum: 1, maximum: 65536 }),
  e2: Type.Integer({ minimum: 1, maximum: 65536 }),
  /** Number of images or volumes, without those that are forgotten. */
  frames: Type.Integer({ minimum: 0, maximum: 256 }),
  /**
   * `[frames][e1]` bytes as base64, of volumes only the newest, `[e2][e1]`: how often each line was received, up to 127,
   * plus 128 if it is one of parallel calibration.
   */
  cells: Type.String({ maxLength: 400_000 }),
  /** Received in all frames, also those that are forgotten. */
  lines: count,
  /** Lines outside of the grid. */
  outside: count,
});

const image = Type.Object({
  series: counter,
  index: counter,
  ...frame.properties,
  width: Type.Integer({ minimum: 1, maximum: 256 }),
  height: Type.Integer({ minimum: 1, maximum: 256 }),
  /** Height of the field of view by its width, as it is to be shown. */
  aspect: Type.Number({ minimum: 0.01, maximum: 100 }),
  /** `gray`: 8 bits per pixel; `rgb`: 8 bits per colour. */
  format: Type.Enum(["gray", "rgb"]),
  /** Values that are shown black and white. */
  minimum: Type.Number(),
  maximum: Type.Number(),
});

const detail = Type.Object({
  steps: Type.Optional(Type.Array(step, { maxItems: 1000 })),
  /** By encoding; missing if nothing has changed. */
  kSpace: Type.Optional(Type.Array(kSpace, { maxItems: 8 })),
  /** Standard deviation of the noise of each coil, as it was measured. */
  noise: Type.Optional(Type.Array(Type.Object({ coil: name, level: count }), { maxItems: 1024 })),
  /** From the header's limits, if they determine it. */
  expectedLines: Type.Optional(count),
  lines: count,
  cpuSeconds: count,
  /** Only where the server shows patients. */
  patient: Type.Optional(Type.String({ maxLength: 500 })),
});

const logLine = Type.Object({
  /** Milliseconds since 1970. */
  time: count,
  level: Type.Enum(["debug", "info", "warn", "error"]),
  text: Type.String({ maxLength: 4000 }),
  code: Type.Optional(name),
  session: Type.Optional(count),
  /** Whether it says why its session failed. */
  failure: Type.Optional(Type.Boolean()),
});

const report = Type.Object({
  detail: Type.Optional(detail),
  images: Type.Optional(
    Type.Array(Type.Object({ ...image.properties, pixels: Type.String({ maxLength: 400_000 }) }), { maxItems: 8 }),
  ),
  log: Type.Optional(Type.Array(logLine, { maxItems: 200 })),
});

export type LiveStep = Static<typeof step>;
export type Frame = Static<typeof frame>;
export type KSpaceState = Static<typeof kSpace>;
export type LiveImage = Static<typeof image>;
export type SessionDetail = Static<typeof detail>;
export type LogLine = Static<typeof logLine>;

/** What the process of a session reports to browsers. */
export type LiveReport = Static<typeof report>;

/** A report from a session's process, which third-party gadgets can forge; `undefined` if it is not one. */
export function parseReport(text: string): LiveReport | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Check(report, value) ? value : undefined;
  } catch {
    return undefined;
  }
}
