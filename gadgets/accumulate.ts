import { concat, defer, mergeMap } from "rxjs";
import Type from "typebox";
import {
  type Bucket,
  BucketBuilder,
  type Counter,
  counters,
  counterValue,
  defineGadget,
  heldBytes,
  Room,
  WaitingWaveforms,
} from "../src/gadget/index.ts";
import { type Acquisition, AcquisitionFlag, type Waveform } from "../src/mrd/index.ts";

/**
 * Collects readouts into buckets: a bucket closes when the trigger's counter changes, after `count` readouts, and at the
 * end. Noise never enters. Pure calibration is kept as reference, and navigators, phase correction, dummies and feedback
 * apart, so that neither gets into an image. A bucket holds the waveforms of the time of its readouts, whenever they come.
 */
export default defineGadget({
  name: "accumulate",
  summary: "Collect readouts into buckets that are reconstructed together.",
  in: ["acquisition", "waveform"],
  out: ["bucket", "waveform"],
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
    forwardWaveforms: Type.Boolean({
      default: false,
      description: "Waveforms also go on to the client, as they come.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      default: 2 ** 31,
      description: "Most data held at once; more is an error instead of an exhausted memory.",
    }),
  },
  create(context, { trigger, count, sort, forwardWaveforms, maxBytes }) {
    const { tell } = context;
    const room = new Room(maxBytes, context);
    const triggerOf = trigger === "count" ? () => 0 : counterOf(trigger);
    const sortOf = counterOf(sort);
    let builders = new Map<number, BucketBuilder>();
    const waveforms = new WaitingWaveforms();
    let noise = 0;
    let previous: number | undefined;
    let readouts = 0;
    let bytes = 0;

    const close = (atEnd = false): readonly Bucket[] => {
      const closing = [...builders].toSorted(([a], [b]) => a - b).map(([, builder]) => builder);
      builders = new Map();
      readouts = 0;
      bytes = 0;
      waveforms.deal(closing, atEnd);
      return closing.map((builder) => builder.build());
    };
    const otherwise = `choose a trigger that fires earlier than '${trigger}'`;
    const requireRoom = () =>
      room.require("the data of a bucket", bytes + waveforms.bytes, "bucket-too-large", otherwise);
    const takeWaveform = (waveform: Waveform): readonly Waveform[] => {
      waveforms.add(waveform);
      requireRoom();
      return forwardWaveforms ? [waveform] : none;
    };
    const take = (acquisition: Acquisition): readonly Bucket[] => {
      const { header } = acquisition;
      if (header.has(AcquisitionFlag.noiseMeasurement)) {
        noise += 1;
        return none;
      }
      const value = triggerOf(acquisition);
      const closed = previous !== undefined && value !== previous ? close() : none;
      previous = value;

      bytes += heldBytes(acquisition);
      requireRoom();
      const key = sortOf(acquisition);
      const builder = builders.get(key) ?? new BucketBuilder();
      builders.set(key, builder);
      builder.add(acquisition);
      readouts += 1;
      return trigger === "count" && readouts === count ? close() : closed;
    };

    return (source) =>
      concat(
        source.pipe(mergeMap((message) => (message.kind === "waveform" ? takeWaveform(message) : take(message)))),
        defer(() => {
          const last = close(true);
          if (noise > 0) tell("info", `${noise} noise readouts are not used: no step before this one took them`);
          const { count: late } = waveforms;
          if (late > 0) tell("info", `${late} waveforms are later than all readouts, and belong to no image`);
          return last;
        }),
      );
  },
});

const none: readonly never[] = [];

function counterOf(counter: Counter | "none"): (acquisition: Acquisition) => number {
  return counter === "none" ? () => 0 : ({ header }) => counterValue(header, counter);
}
