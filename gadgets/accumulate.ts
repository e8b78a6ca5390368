import { concat, defer, mergeMap } from "rxjs";
import Type from "typebox";
import {
  type Bucket,
  BucketBuilder,
  type Counter,
  counters,
  counterValue,
  defineGadget,
  GadgetError,
} from "../src/gadget/index.ts";
import { type Acquisition, AcquisitionFlag, type Waveform } from "../src/mrd/index.ts";

/**
 * Collects readouts into buckets: a bucket closes when the trigger's counter changes, after `count` readouts, and at the
 * end. Noise never enters. Pure calibration is kept as reference, and navigators, phase correction, dummies and feedback
 * apart, so that neither gets into an image. A bucket holds the waveforms that arrived with its readouts.
 */
export default defineGadget({
  name: "accumulate",
  summary: "Collect readouts into buckets that are reconstructed together.",
  in: ["acquisition", "waveform"],
  out: ["bucket"],
  linear: true,
  parameters: {
    trigger: Type.Enum(["none", "count", ...counters], {
      default: "none",
      description: "The counter whose change closes a bucket; `count`: every so many readouts; `none`: only the end.",
    }),
    count: Type.Integer({ minimum: 1, default: 1, description: "Readouts in a bucket, with `trigger: count`." }),
    sort: Type.Enum(["none", ...counters], {
      default: "none",
      description: "The counter by which the readouts between two triggers are divided into buckets.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      default: 2 ** 31,
      description: "Most data held at once; more is an error instead of an exhausted memory.",
    }),
  },
  create(_context, { trigger, count, sort, maxBytes }) {
    const triggerOf = trigger === "count" ? () => 0 : counterOf(trigger);
    const sortOf = counterOf(sort);
    let builders = new Map<number, BucketBuilder>();
    const early: Waveform[] = []; // of the bucket that the next readout opens
    let current: BucketBuilder | undefined;
    let previous: number | undefined;
    let readouts = 0;
    let bytes = 0;

    const close = (): readonly Bucket[] => {
      const closing = [...builders].toSorted(([a], [b]) => a - b);
      builders = new Map();
      current = undefined;
      readouts = 0;
      bytes = 0;
      return closing.map(([, builder]) => builder.build());
    };
    const hold = (more: number) => {
      bytes += more;
      if (bytes <= maxBytes) return;
      const advice = `choose a trigger that fires earlier than '${trigger}', or raise maxBytes`;
      throw new GadgetError("bucket-too-large", `a bucket exceeds ${maxBytes} bytes; ${advice}`);
    };
    const takeWaveform = (waveform: Waveform): readonly Bucket[] => {
      hold(waveform.header.bytes.length + waveform.data.byteLength);
      if (current === undefined) early.push(waveform);
      else current.addWaveform(waveform);
      return none;
    };
    const take = (acquisition: Acquisition): readonly Bucket[] => {
      const { header, trajectory } = acquisition;
      if (header.has(AcquisitionFlag.noiseMeasurement)) return none;
      const value = triggerOf(acquisition);
      const closed = previous !== undefined && value !== previous ? close() : none;
      previous = value;

      hold(header.bytes.length + trajectory.byteLength + 8 * header.numberOfSamples * header.activeChannels);
      const key = sortOf(acquisition);
      current = builders.get(key) ?? new BucketBuilder();
      builders.set(key, current);
      current.add(acquisition);
      for (const waveform of early.splice(0)) current.addWaveform(waveform);
      readouts += 1;
      return trigger === "count" && readouts === count ? close() : closed;
    };

    return (source) =>
      concat(
        source.pipe(mergeMap((message) => (message.kind === "waveform" ? takeWaveform(message) : take(message)))),
        defer(close),
      );
  },
});

const none: readonly Bucket[] = [];

function counterOf(counter: Counter | "none"): (acquisition: Acquisition) => number {
  return counter === "none" ? () => 0 : ({ header }) => counterValue(header, counter);
}
