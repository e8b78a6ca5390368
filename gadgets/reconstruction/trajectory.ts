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
import { type Counter, divideByCounters } from "../../src/recon/readouts/index.ts";
import { sampleSet } from "../../src/recon/trajectories/index.ts";
import { counted } from "../../src/text/index.ts";

/** Counters that separate images; averages and segments are samples of one. */
const separating: readonly Counter[] = ["slice", "contrast", "phase", "repetition", "set"];

/**
 * Collects the samples of each image with their coordinates, for `density`, `nufft` and `sense`. The trajectory is that of
 * the readouts; its unit is recognised (cycles per pixel of the encoded matrix, 1/FOV, 1/m, rad/m) and reported. A third
 * coordinate that is never negative is taken for density weights if the encoded matrix is a plane, as in Gadgetron. In a
 * volume, readouts without a third coordinate are a stack of planes, which the counter of the partition orders.
 */
export default defineGadget({
  name: "trajectory",
  summary: "Collect the samples of each image with their coordinates in k-space.",
  in: ["bucket"],
  out: ["samples"],
  runtime: { linear: true },
  parameters: {
    third: Type.Enum(["auto", "density", "kz", "none"], {
      default: "auto",
      description: "What a third dimension of trajectories is.",
    }),
    grid: Type.Enum(["encoded", "recon"], {
      default: "encoded",
      description: "Field of view of the image, whose pixels are those of the encoded matrix.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for the samples of an image, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { third, grid, maxBytes }) {
    const header = requireHeader(context);
    const room = new MemoryBudget(maxBytes, context);
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
      const bytes = readouts.reduce((sum, { data, trajectory }) => sum + data.byteLength + trajectory.byteLength, 0);
      room.require("the samples of an image", bytes, "k-space-too-large", "split the data by more counters");
      const { samples, unit } = sampleSet(readouts, { encoding, index, third, grid });
      const count = samples.trajectory.length / samples.dimensions;
      context.reportOnce(
        `trajectory of encoding ${index}`,
        "info",
        `encoding ${index}: images of ${counted(readouts.length, "readout")}, ${counted(count, "sample")} in ${unit}` +
          (samples.density === undefined ? "" : ", with density weights"),
      );
      return samples;
    };
    return mergeMap((bucket: Bucket) => imagesOf(bucket).map(samplesOf));
  },
});

/** The readouts of each image. */
function imagesOf({ imaging }: Bucket): readonly (readonly Acquisition[])[] {
  const groups = [...divideByCounters(imaging, separating)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return groups.map(([, readouts]) => readouts);
}

function unknownEncoding({ header: { scanCounter, encodingSpaceRef } }: Acquisition, count: number): GadgetError {
  const text = `readout ${scanCounter} refers to encoding ${encodingSpaceRef}; the header has ${count}`;
  return new GadgetError("unknown-encoding", text);
}
