import { mergeMap } from "rxjs";
import Type from "typebox";
import {
  type Bucket,
  defineGadget,
  GadgetError,
  type ImageArray,
  MemoryBudget,
  mapOnPool,
  requireHeader,
} from "../../src/gadget-api/index.ts";
import { type Acquisition, type Encoding, unusableEncoding } from "../../src/mrd/index.ts";
import { coverage, griddingTask } from "../../src/numerics/nufft/index.ts";
import { imageHeader } from "../../src/recon/kspace/index.ts";
import { type Counter, divideByCounters } from "../../src/recon/readouts/index.ts";
import { sampleSet } from "../../src/recon/trajectories/index.ts";
import { counted } from "../../src/text/index.ts";

/** Part of k-space's cells that have samples from which on an image counts as fully sampled. */
const FULL = 0.75;

/** Counters that separate images; averages and segments are samples of one. */
const separating: readonly Counter[] = ["slice", "contrast", "phase", "repetition", "set"];

/**
 * Reconstructs coil images from readouts with any trajectory in a plane, by gridding: samples are weighted by the area of
 * k-space that they stand for, spread to a grid by a Kaiser–Bessel kernel, and transformed. Images are on the encoded
 * grid, with the scale that a Cartesian scan of the same object has. The trajectory is that of the readouts; its unit is
 * recognised (cycles per pixel of the encoded matrix, 1/FOV, 1/m, rad/m) and reported. A third coordinate that is never
 * negative is taken for density weights, as in Gadgetron.
 *
 * Plans and weights are kept for trajectories that come again. Source: J. Fessler and B. Sutton, IEEE Trans Signal
 * Process 51:560 (2003).
 */
export default defineGadget({
  name: "nufft",
  summary: "Reconstruct coil images from readouts with trajectories, such as radial and spiral ones.",
  in: ["bucket"],
  out: ["image-array"],
  runtime: { linear: true },
  parameters: {
    density: Type.Enum(["auto", "pipe-menon", "given", "none"], {
      default: "auto",
      description:
        "Weights of samples: by iterations (pipe-menon), those of the trajectory's third dimension (given), given ones " +
        "if there are any (auto), or none.",
    }),
    iterations: Type.Integer({ minimum: 1, maximum: 200, default: 20, description: "Iterations of pipe-menon." }),
    third: Type.Enum(["auto", "density", "kz", "none"], {
      default: "auto",
      description: "What a third dimension of trajectories is.",
    }),
    accuracy: Type.Enum(["fast", "default", "exact"], {
      default: "default",
      description: "Accuracy of the transform: errors of 3e-4, 6e-6 or 7e-7 of the image.",
    }),
    maxBytes: Type.Integer({
      minimum: 1,
      maximum: 2 ** 50,
      default: 2 ** 31,
      description: "Limit for the samples of an image, in bytes; exceeding it is an error.",
    }),
  },
  create(context, { density, iterations, third, accuracy, maxBytes }) {
    const header = requireHeader(context);
    const room = new MemoryBudget(maxBytes, context);
    const images = mapOnPool(context, griddingTask, (readouts: readonly Acquisition[]) => {
      const { encodingSpaceRef: index } = readouts[0]!.header;
      const encoding = header.encoding[index];
      if (encoding === undefined) throw unknownEncoding(readouts[0]!, header.encoding.length);
      const problem = unusableEncoding(header, index);
      const { matrixSize, fieldOfViewMm } = encoding.encodedSpace;
      const { x, y } = matrixSize;
      if (problem !== undefined || x === 0 || y === 0) {
        const why = problem ?? `its encoded matrix is ${x} × ${y}`;
        throw new GadgetError("bad-geometry", `readouts belong to encoding ${index} of the header, but ${why}`);
      }
      const bytes = readouts.reduce((sum, { data, trajectory }) => sum + data.byteLength + trajectory.byteLength, 0);
      room.require("the samples of an image", bytes, "k-space-too-large", "split the data by more counters");
      const samples = sampleSet(readouts, encoding, third);
      const given = density === "auto" || density === "given" ? samples.density : undefined;
      const weights = given !== undefined ? "given" : density === "none" ? "none" : "pipe-menon";
      const of = `${counted(readouts.length, "readout")}, ${counted(samples.samples, "sample")} in ${samples.unit}`;
      context.reportOnce(
        `trajectory of encoding ${index}`,
        "info",
        `encoding ${index}: images of ${of}, weights: ${weights}`,
      );
      const sparse = undersampling(samples.trajectory, encoding);
      if (sparse !== undefined) context.reportOnce(sparse, "warning", `encoding ${index}: ${sparse}`);
      context.recordAttributes({ LarmorTrajectory: samples.unit, LarmorDensity: weights });
      return {
        parameters: {
          trajectory: samples.trajectory,
          dimensions: 2,
          size: { x, y },
          accuracy,
          density: given ?? (weights === "none" ? new Float32Array(samples.samples).fill(1) : iterations),
        },
        input: samples.data,
        outputLength: 2 * samples.coils * x * y,
        heavy: true,
        finish: (data: Float32Array): ImageArray => {
          const scale = scaleOf(given, weights === "none", samples.trajectory, x * y);
          for (let at = 0; at < data.length; at += 1) data[at]! *= scale;
          const middle = readouts[Math.floor(readouts.length / 2)]!.header;
          return {
            kind: "image-array",
            encoding: index,
            shape: { x, y, z: 1, coils: samples.coils, n: 1, s: 1, slices: 1 },
            data,
            headers: [imageHeader(middle, fieldOfViewMm, [x, y, 1], samples.coils)],
            attributes: [{ LarmorLines: readouts.length, ...(sparse !== undefined && { LarmorProblems: [sparse] }) }],
          };
        },
      };
    });
    return (source) => source.pipe(mergeMap(imagesOf), images);
  },
});

/** What an image lacks if too much of k-space has no samples. */
function undersampling(trajectory: Float32Array, encoding: Encoding): string | undefined {
  const { matrixSize, fieldOfViewMm } = encoding.encodedSpace;
  const cells = (axis: "x" | "y") => {
    const part = encoding.reconSpace.fieldOfViewMm[axis] / fieldOfViewMm[axis];
    return Math.max(1, Math.round(matrixSize[axis] * (part > 0 && part < 1 ? part : 1)));
  };
  const covered = coverage(trajectory, { x: cells("x"), y: cells("y") });
  if (covered >= FULL) return undefined;
  const percent = Math.round(100 * covered);
  return `undersampled: ${percent} % of k-space's cells of 1/FOV have samples, so that the image has streaks or is aliased`;
}

/** The readouts of each image. */
function imagesOf({ imaging }: Bucket): readonly (readonly Acquisition[])[] {
  const groups = [...divideByCounters(imaging, separating)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return groups.map(([, readouts]) => readouts);
}

/**
 * The factor that gives images the scale of a unitary transform. Computed weights are areas. Given ones are in a unit of
 * their own: their sum is that of the ellipse that samples reach to. Without weights, samples have equal areas.
 */
function scaleOf(given: Float32Array | undefined, isEqual: boolean, trajectory: Float32Array, pixels: number): number {
  if (given === undefined && !isEqual) return Math.sqrt(pixels);
  const reach = [0, 0];
  for (const [i, k] of trajectory.entries()) reach[i & 1] = Math.max(reach[i & 1]!, Math.abs(k));
  const area = Math.PI * reach[0]! * reach[1]!;
  const sum = given === undefined ? trajectory.length / 2 : given.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? (area / sum) * Math.sqrt(pixels) : 0;
}

function unknownEncoding({ header: { scanCounter, encodingSpaceRef } }: Acquisition, count: number): GadgetError {
  const text = `readout ${scanCounter} refers to encoding ${encodingSpaceRef}; the header has ${count}`;
  return new GadgetError("unknown-encoding", text);
}
