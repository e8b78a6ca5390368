import { setImmediate as turn } from "node:timers/promises";
import { concatWith, defer, ignoreElements, mergeMap } from "rxjs";
import Type from "typebox";
import {
  type Bucket,
  defineGadget,
  MemoryBudget,
  type ReconBuffer,
  requireHeader,
} from "../../src/gadget-api/index.ts";
import type { Acquisition } from "../../src/mrd/index.ts";
import { KeptReferences } from "../../src/recon/buckets/index.ts";
import { PlacementCheck } from "../../src/recon/checks/index.ts";
import { PlacedReference, PlacementReport, placeReadouts } from "../../src/recon/kspace/index.ts";
import { type Counter, counters, divideByCounters } from "../../src/recon/readouts/index.ts";

const dimensions = ["none", ...counters.filter((counter) => counter !== "slice")] as const;

/** Counters that separate buffers, in the order of the output: slice by slice. */
const separating: readonly Counter[] = ["slice", "average", "contrast", "phase", "repetition", "set", "segment"];

/**
 * Places readouts on their encoding's k-space grid: one buffer per combination of the counters, except the two that
 * become its dimensions `n` and `s`. The k-space centre is at floor(size / 2), also with partial Fourier and without
 * parallel imaging. Repeated lines of a merged counter are averaged, and lines outside the encoded matrix are counted
 * and reported (Gadgetron drops rows, keeps the last line, and does not report it). Reverse readouts are reversed. With
 * `placing: counted`, lines are placed at the row of their counter, and readouts at the end of the encoded matrix, as
 * in FIRE's modules: if that shifts the centre, images have a phase ramp and the same magnitude. Readouts that are not
 * lines of a Cartesian grid, by their trajectories, flags or counters, are an error. Calibration readouts that match no
 * image by their counters, of another encoding or contrast or before all images, are the reference of the first
 * undersampled images of their slice that have none.
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
    splitSlices: Type.Boolean({ default: true, description: "One buffer per slice, instead of one for all." }),
    ignoreSegment: Type.Boolean({ default: true, description: "Merge segments into one k-space." }),
    mergeAverages: Type.Boolean({ default: true, description: "Merge averages into one k-space." }),
    center: Type.Enum(["header", "strongest"], {
      default: "header",
      description: "The line at the k-space centre: of the header's limits, or the one with the most energy.",
    }),
    placing: Type.Enum(["centered", "counted"], {
      default: "centered",
      description: "Place lines by the centre of the header's limits, or by their counters only.",
    }),
    average: Type.Enum(["mean", "keep-last"], {
      default: "mean",
      description: "How to handle a line that is acquired more than once.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 32,
      description: "Limit for a k-space, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { n, s, splitSlices, ignoreSegment, mergeAverages, center, placing, average, maxBytes }) {
    const { memory, report } = context;
    const room = new MemoryBudget(maxBytes, context);
    const merged = new Set<string>([n, s]);
    if (!splitSlices) merged.add("slice");
    if (ignoreSegment) merged.add("segment");
    if (mergeAverages) merged.add("average");
    const by = separating.filter((counter) => !merged.has(counter));
    let check: PlacementCheck | undefined;
    const placement = new PlacementReport();
    const kept = new KeptReferences(Math.min(maxBytes, context.maxBytes));
    const repeated = average === "mean" ? "average" : "keep-last";
    const options = { n, s, splitSlices, placing, repeated, memory, room } as const;

    return (source) =>
      source.pipe(
        mergeMap(function* (bucket: Bucket): Generator<ReconBuffer> {
          check ??= new PlacementCheck(requireHeader(context));
          check.add(bucket);
          const header = check.headerWith(center);
          const inReference = new Set(bucket.reference);
          /** Readouts of an image and its reference, neither of which is released yet. */
          const inBoth = new Set(bucket.imaging.filter((readout) => inReference.has(readout)));
          const release = (readouts: readonly Acquisition[]) => {
            for (const readout of readouts) if (!inBoth.delete(readout)) memory.release(readout.data);
          };
          const references = new Map(divideByCounters(bucket.reference, by));
          const groups = [...divideByCounters(bucket.imaging, by)].toSorted(([a], [b]) => (a < b ? -1 : 1));
          const keys = new Set(groups.map(([key]) => key));
          for (const [key, lines] of references) if (!keys.has(key)) kept.keep(lines);
          for (const [key, readouts] of groups) {
            const own = references.get(key);
            const imaging = placeReadouts(readouts, header, { ...options, done: () => release(readouts) }, true);
            placement.add(imaging);
            const { encodingSpaceRef: encoding } = readouts[0]!.header;
            const lacks = own === undefined && imaging.missing.some((lack) => lack?.kind === "aliased");
            const other = lacks ? kept.take(encoding, new Set(readouts.map(({ header }) => header.slice))) : undefined;
            const lines = own ?? other;
            const ofReference = { ...options, done: () => release(lines!) };
            const reference = lines && new PlacedReference(lines, header, ofReference, own ? undefined : imaging);
            yield { kind: "buffer", encoding, imaging, reference, waveforms: bucket.waveforms };
          }
        }),
        concatWith(
          defer(async () => {
            await turn(); // The last image is sent before the summary is made.
            check?.send(report);
            placement.addUnusedReference(kept.unused);
            placement.send(report);
          }).pipe(ignoreElements()),
        ),
      );
  },
});
