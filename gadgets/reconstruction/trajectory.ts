import { mergeMap } from "rxjs";
import Type from "typebox";
import {
  type Bucket,
  defineGadget,
  GadgetError,
  MemoryBudget,
  requireHeader,
  type SampleSet,
} from "../../src/gadget-api/index.ts";
import { type Acquisition, unusableEncoding } from "../../src/mrd/index.ts";
import { counters, divideByCounters } from "../../src/recon/readouts/index.ts";
import { DelayCorrection, ReadoutLocator, sampleSet, trajectorySources } from "../../src/recon/trajectories/index.ts";
import { counted } from "../../src/text/index.ts";

/** Numbers as a client's text, such as 0.6,-0.5,0.15. */
const threeNumbers = Type.String({ pattern: "^ *[-+]?[0-9]*[.]?[0-9]+( *, *[-+]?[0-9]*[.]?[0-9]+){2} *$" });

/**
 * Collects the samples of each image with their coordinates, for `density`, `nufft` and `sense`. The trajectory is that of
 * the readouts; its unit is recognised (cycles per pixel of the encoded matrix, 1/FOV, 1/m, rad/m) and reported. A third
 * coordinate that is never negative is taken for density weights if the encoded matrix is a plane, as in Gadgetron. In a
 * volume, readouts without a third coordinate are a stack of planes, which the counter of the partition orders.
 *
 * Readouts of a parallel-imaging reference are added to the images of their slice, for coil maps.
 *
 * Readouts without coordinates have those that follow from the header: from its trajectoryDescription (HargreavesVDS2000,
 * ArchimedeanSpiral, Radial, StackOfStars, GoldenMeansKooshBall), or, for the trajectories `radial` and `goldenangle`
 * without one, from the number of spokes in the encodingLimits.
 *
 * With gradient delays S = [[x, xy], [xy, y]], coordinates are moved by S t, with the way t from one sample to the next. `ring`
 * estimates them from the intersections of spokes in the first image, by a fit to all of them; S. Rosenzweig et al., Magn
 * Reson Med 81:1898 (2019).
 */
export default defineGadget({
  name: "trajectory",
  summary: "Collect the samples of each image with their coordinates in k-space.",
  in: ["bucket"],
  out: ["samples"],
  runtime: { linear: true },
  parameters: {
    from: Type.Enum([...trajectorySources], {
      default: "auto",
      description: "Where coordinates come from; `auto`: the readouts if they have any, otherwise the header.",
    }),
    by: Type.Array(Type.Enum([...counters]), {
      default: ["slice", "contrast", "phase", "repetition", "set"],
      description: "Counters that separate images; readouts that differ in others are samples of one.",
    }),
    third: Type.Enum(["auto", "density", "kz", "none"], {
      default: "auto",
      description: "What a third dimension of trajectories is.",
    }),
    grid: Type.Enum(["encoded", "recon"], {
      default: "encoded",
      description: "Field of view of the image, whose pixels are those of the encoded matrix.",
    }),
    delays: Type.Union(
      [Type.Enum(["none", "ring"]), threeNumbers, Type.Array(Type.Number(), { minItems: 3, maxItems: 3 })],
      {
        default: "none",
        description:
          "Delays of the gradients x and y, and their coupling xy, in samples; `ring`: estimated from spokes.",
      },
    ),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for the samples of an image, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { from, by, third, grid, delays, maxBytes }) {
    const header = requireHeader(context);
    const room = new MemoryBudget(maxBytes, context);
    const locator = new ReadoutLocator(from);
    const correction = new DelayCorrection(context, delays);
    const samplesOf = (readouts: readonly Acquisition[]): SampleSet => {
      const { encodingSpaceRef: index } = readouts[0]!.header;
      const encoding = header.encoding[index];
      if (encoding === undefined) throw unknownEncoding(readouts[0]!, header.encoding.length);
      const problem = unusableEncoding(header, index);
      const { x, y } = encoding.encodedSpace.matrixSize;
      if (problem !== undefined || x === 0 || y === 0) {
        const why = problem ?? `its encoded matrix is ${x} × ${y}`;
        throw new GadgetError("bad-geometry", `readouts belong to encoding ${index} of the header, but ${why}`);
      }
      const bytes = readouts.reduce((sum, { data, header }) => sum + data.byteLength + 12 * header.numberOfSamples, 0);
      room.require("the samples of an image", bytes, "k-space-too-large", "split the data by more counters");
      const { readouts: located, described, doubts } = locator.locate(readouts, encoding, index);
      const { samples, unit } = sampleSet(located, { encoding, index, third: described ? "auto" : third, grid });
      if (doubts !== undefined) context.reportOnce("doubts", "warning", `encoding ${index}: ${doubts}`);
      const origin = described ? `by the header: ${described.text}` : `in ${unit}`;
      const count = samples.trajectory.length / samples.dimensions;
      context.reportOnce(
        `trajectory of encoding ${index}`,
        "info",
        `encoding ${index}: images of ${counted(readouts.length, "readout")}, ${counted(count, "sample")} ${origin}` +
          (samples.density === undefined ? "" : ", with density weights") +
          (described?.assumed === undefined ? "" : `; assumed are ${described.assumed}`),
      );
      const LarmorTrajectory = described ? origin : unit;
      return correction.correct({ ...samples, attributes: { ...samples.attributes, LarmorTrajectory } });
    };
    /** The newest reference of a slice, also of later buckets. */
    const references = new Map<string, SampleSet>();
    return mergeMap(({ imaging, reference }: Bucket) => {
      for (const [slice, readouts] of divideByCounters(reference, ["slice"]))
        references.set(slice, samplesOf(readouts));
      const images = [...divideByCounters(imaging, by)].toSorted(([a], [b]) => (a < b ? -1 : 1));
      return images.map(([, readouts]) => {
        const [slice] = divideByCounters(readouts.slice(0, 1), ["slice"]).keys();
        return { ...samplesOf(readouts), reference: references.get(slice!) };
      });
    });
  },
});

function unknownEncoding({ header: { scanCounter, encodingSpaceRef } }: Acquisition, count: number): GadgetError {
  const text = `readout ${scanCounter} refers to encoding ${encodingSpaceRef}; the header has ${count}`;
  return new GadgetError("unknown-encoding", text);
}
