import Type from "typebox";
import { type Bucket, collect, defineGadget, MemoryBudget } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag, type Waveform } from "../../src/mrd/index.ts";
import {
  type BucketBuilder,
  counterOf,
  OpenBuckets,
  reportNeverFired,
  triggerOf,
  triggers,
  VolumeEnds,
  WaitingWaveforms,
} from "../../src/recon/buckets/index.ts";
import { counters } from "../../src/recon/readouts/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Collects readouts into buckets: a bucket closes when the trigger's counter changes, after `count` readouts, with the
 * readout that has the trigger's flag, and at the end of the data. A flag after each partition of a volume closes it
 * with its last partition, and one after each line closes the bucket with the last line of the image, or where another
 * image begins. Noise readouts are discarded. Pure calibration is stored as reference; navigators, phase correction,
 * dummies and feedback are stored separately, so that neither is part of an image. A bucket contains the waveforms
 * recorded at the time of its readouts, whenever they arrive.
 */
export default defineGadget({
  name: "accumulate",
  summary: "Collect readouts into buckets that are reconstructed together.",
  in: ["acquisition", "waveform"],
  out: ["bucket", "waveform"],
  runtime: { linear: true, imageSpace: true },
  parameters: {
    trigger: Type.Enum([...triggers], {
      default: "none",
      description:
        "The counter whose change closes all buckets; `count`: a number of readouts; a flag, such as `lastInSlice`: its " +
        "readout closes its own bucket; `none`: only the end of the data.",
    }),
    count: Type.Integer({
      minimum: 1,
      maximum: 2 ** 31,
      default: 1,
      description: "Readouts in a bucket, with `trigger: count`.",
    }),
    sort: Type.Enum(["none", ...counters], {
      default: "none",
      description: "The counter that divides the readouts between two triggers into buckets.",
    }),
    restart: Type.Enum(["none", ...counters], {
      default: "none",
      description: "With a flag as trigger: the counter whose change closes all buckets, in case the flag is missing.",
    }),
    forwardWaveforms: Type.Boolean({
      default: false,
      description: "Also send waveforms to the client, as they arrive.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for the data held, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { trigger, count, sort, restart, forwardWaveforms, maxBytes }) {
    const { report } = context;
    const room = new MemoryBudget(maxBytes, context);
    const { counted: countedByTrigger, isLast, byFlag } = triggerOf(trigger);
    const countedBy = byFlag ? counterOf(restart) : countedByTrigger;
    const sortOf = counterOf(sort);
    const buckets = new OpenBuckets();
    const waveforms = new WaitingWaveforms();
    const volumes = new VolumeEnds(context.header);
    let noise = 0;
    let previous: number | undefined;
    let readouts = 0;
    let fired = false;

    const finish = (closing: readonly BucketBuilder[], atEnd = false): readonly Bucket[] => {
      readouts = 0;
      fired ||= !atEnd && closing.length > 0;
      waveforms.deal(closing, atEnd);
      return closing.map((builder) => builder.build());
    };
    const close = (key: number) => {
      volumes.forget(key);
      return finish(buckets.close(key));
    };
    const otherwise = `choose a trigger that fires earlier than '${trigger}'`;
    const requireRoom = () =>
      room.require("the data of a bucket", buckets.bytes + waveforms.bytes, "bucket-too-large", otherwise);
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
      const value = countedBy(header);
      const key = sortOf(header);
      const closes = previous !== undefined && value !== previous;
      const closed = closes ? finish(buckets.close()) : volumes.begins(key, header) ? close(key) : none;
      previous = value;
      const isLine = buckets.add(key, acquisition);
      requireRoom();
      if (isLine) context.early?.show(acquisition);
      readouts += 1;
      if (byFlag && isLine) volumes.add(key, header);
      const last = isLast(header);
      fired ||= last;
      if (last && volumes.ends(key, header)) return [...closed, ...close(key)];
      return trigger === "count" && readouts === count ? finish(buckets.close()) : closed;
    };

    return collect<Acquisition | Waveform, Bucket | Waveform>({
      take: (message) => (message.kind === "waveform" ? takeWaveform(message) : take(message)),
      finish: () => {
        const last = finish(buckets.close(), true);
        if (noise > 0)
          report(
            "info",
            `${counted(noise, "noise readout is", "noise readouts are")} not used: no step before this one took them`,
          );
        const { count: late } = waveforms;
        if (late > 0 && previous !== undefined)
          report(
            "info",
            `${counted(late, "waveform is later than all readouts, and belongs", "waveforms are later than all readouts, and belong")} to no image`,
          );
        if (!fired && last.length > 0) reportNeverFired(trigger, report);
        return last;
      },
    });
  },
});

const none: readonly never[] = [];
