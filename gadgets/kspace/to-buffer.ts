import { mergeMap, tap } from "rxjs";
import Type from "typebox";
import {
  type Bucket,
  defineGadget,
  MemoryBudget,
  type ReconBuffer,
  requireHeader,
} from "../../src/gadget-api/index.ts";
import { PlacedReference, PlacementReport, placeReadouts } from "../../src/recon/kspace/index.ts";
import { type Counter, counters, divideByCounters } from "../../src/recon/readouts/index.ts";

const dimensions = ["none", ...counters.filter((counter) => counter !== "slice")] as const;

/** What tells buffers apart, and the order in which they leave: slice by slice. */
const separating: readonly Counter[] = ["slice", "average", "contrast", "phase", "repetition", "set", "segment"];

/**
 * Places readouts on their encoding's k-space grid: one buffer for each combination of the counters, less the two that
 * become its dimensions `n` and `s`. The k-space centre comes to floor(size / 2) with partial Fourier and without parallel
 * imaging too, repeated lines of a merged counter are averaged, and lines off the grid are counted and reported (Gadgetron
 * drops rows, lets the last line win, and says nothing). Reverse readouts are turned round. With `placing: counted` lines go
 * to the row of their counter, and readouts to the end of the encoded matrix, as FIRE's modules have it: where that is not the
 * centre's place, the images' phase is a ramp, and their magnitude the same.
 */
export default defineGadget({
  name: "to-buffer",
  summary: "Place the readouts of a bucket on the k-space grid of their encoding.",
  in: ["bucket"],
  out: ["buffer"],
  runtime: { linear: true, imageSpace: true },
  parameters: {
    n: Type.Enum([...dimensions], { default: "none", description: "Counter that becomes the buffer's dimension n." }),
    s: Type.Enum([...dimensions], { default: "none", description: "Counter that becomes the buffer's dimension s." }),
    splitSlices: Type.Boolean({ default: true, description: "A buffer for each slice, instead of all in one." }),
    ignoreSegment: Type.Boolean({ default: false, description: "Segments fill one k-space." }),
    mergeAverages: Type.Boolean({ default: false, description: "Averages fill one k-space." }),
    placing: Type.Enum(["centered", "counted"], {
      default: "centered",
      description: "Lines go by the centre of the header's limits, or by their counters alone.",
    }),
    average: Type.Enum(["mean", "keep-last"], {
      default: "mean",
      description: "What becomes of a line that is acquired more than once.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      default: 2 ** 32,
      description: "Largest k-space to make; more is an error instead of an exhausted memory.",
    }),
  },
  create(context, { n, s, splitSlices, ignoreSegment, mergeAverages, placing, average, maxBytes }) {
    const { memory, report } = context;
    const room = new MemoryBudget(maxBytes, context);
    const merged = new Set<string>([n, s]);
    if (!splitSlices) merged.add("slice");
    if (ignoreSegment) merged.add("segment");
    if (mergeAverages) merged.add("average");
    const by = separating.filter((counter) => !merged.has(counter));
    const placement = new PlacementReport();
    const repeated = average === "mean" ? "average" : "keep-last";
    const options = { n, s, splitSlices, placing, repeated, memory, room, done: () => {} } as const;

    return (source) =>
      source.pipe(
        mergeMap(function* (bucket: Bucket): Generator<ReconBuffer> {
          const header = requireHeader(context);
          const shared = new Set(bucket.reference); // placed when a step asks for it
          const references = new Map(divideByCounters(bucket.reference, by));
          const groups = [...divideByCounters(bucket.imaging, by)].toSorted(([a], [b]) => (a < b ? -1 : 1));
          for (const [key, readouts] of groups) {
            const lines = references.get(key);
            const done = () => {
              for (const readout of readouts) if (!shared.has(readout)) memory.release(readout.data);
            };
            const imaging = placeReadouts(readouts, header, { ...options, done }, true);
            placement.add(imaging);
            placement.addTrajectory(header.encoding[readouts[0]!.header.encodingSpaceRef]!.trajectory);
            references.delete(key);
            yield {
              kind: "buffer",
              encoding: readouts[0]!.header.encodingSpaceRef,
              imaging,
              reference: lines && new PlacedReference(lines, header, options),
              waveforms: bucket.waveforms,
            };
          }
          for (const lines of references.values()) placement.addUnusedReference(lines.length);
        }),
        tap({ complete: () => placement.send(report) }),
      );
  },
});
