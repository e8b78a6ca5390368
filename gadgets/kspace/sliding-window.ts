import Type from "typebox";
import { type Bucket, collect, defineGadget, MemoryBudget } from "../../src/gadget-api/index.ts";
import { messageBytes } from "../../src/gadget-api/kinds/index.ts";

/**
 * Joins each bucket with those before it of the same slice, for images of a sliding window of time: with `accumulate`
 * closing a bucket every 7 readouts, a window of 3 gives an image of the newest 21 readouts every 7. The first image comes
 * once the window is full, or at the end of the data if it never is.
 */
export default defineGadget({
  name: "sliding-window",
  summary: "Join each bucket with the ones before it, for a sliding window of readouts.",
  in: ["bucket"],
  out: ["bucket"],
  parameters: {
    buckets: Type.Integer({ minimum: 1, maximum: 1000, default: 2, description: "Buckets in a window." }),
  },
  create(context, { buckets: length }) {
    const room = new MemoryBudget(Number.POSITIVE_INFINITY, context);
    /** By slice: the buckets of the next window, and whether there was one before. */
    const windows = new Map<string, { buckets: readonly Bucket[]; wasFull: boolean }>();
    return collect<Bucket, Bucket>({
      take(bucket) {
        const slice = sliceOf(bucket);
        const { buckets: before, wasFull } = windows.get(slice) ?? { buckets: [], wasFull: false };
        const buckets = [...before, bucket];
        const isFull = buckets.length === length;
        const bytes = buckets.reduce((sum, each) => sum + messageBytes(each), 0);
        room.require("the buckets of a window", bytes, "bucket-too-large", "use fewer buckets");
        windows.set(slice, { buckets: isFull ? buckets.slice(1) : buckets, wasFull: wasFull || isFull });
        return isFull ? [joined(buckets)] : [];
      },
      finish: () => [...windows.values()].filter(({ wasFull }) => !wasFull).map(({ buckets }) => joined(buckets)),
    });
  },
});

function sliceOf({ imaging, reference, auxiliary }: Bucket): string {
  const header = (imaging[0] ?? reference[0] ?? auxiliary[0])?.header;
  return `${header?.encodingSpaceRef}/${header?.slice}`;
}

function joined(buckets: readonly Bucket[]): Bucket {
  return {
    kind: "bucket",
    imaging: buckets.flatMap(({ imaging }) => imaging),
    reference: buckets.flatMap(({ reference }) => reference),
    auxiliary: buckets.flatMap(({ auxiliary }) => auxiliary),
    waveforms: buckets.flatMap(({ waveforms }) => waveforms),
  };
}
