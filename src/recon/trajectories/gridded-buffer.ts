import type { OperatorFunction } from "rxjs";
import { type GadgetContext, KSpace, mapOnPool, type ReconBuffer, type SampleSet } from "../../gadget-api/index.ts";
import { transformAxis } from "../../numerics/fft/index.ts";
import { type Accuracy, griddingTask } from "../../numerics/nufft/index.ts";
import { griddingWork } from "./gridded-images.ts";

/**
 * K-space on a Cartesian grid, of which all lines are filled, of weighted samples: the transform of the images that
 * gridding makes of them.
 * @throws TrajectoryError `no-density`, from the operator
 */
export function griddedBuffers(context: GadgetContext, accuracy: Accuracy): OperatorFunction<SampleSet, ReconBuffer> {
  return mapOnPool(context, griddingTask, (samples: SampleSet) => ({
    ...griddingWork(samples, accuracy),
    finish: (images: Float32Array) => bufferOf(samples, images),
  }));
}

/** @param images `[coils][z][y][x]` complex, of true scale; they are changed */
function bufferOf({ matrix, coils, encoding, readouts }: SampleSet, images: Float32Array): ReconBuffer {
  const [e0, e1, e2] = matrix;
  const scale = Math.sqrt(e0 * e1 * e2);
  for (let at = 0; at < images.length; at += 1) images[at]! *= scale;
  for (const axis of [0, 1, 2]) if (matrix[axis]! > 1) transformAxis(images, [...matrix, coils], axis, "forward");
  const lines = e1 * e2;
  const { header } = readouts[Math.floor(readouts.length / 2)]!;
  const ofLine = (line: number) =>
    header.with({
      numberOfSamples: e0,
      centerSample: Math.floor(e0 / 2),
      discardPre: 0,
      discardPost: 0,
      activeChannels: coils,
      trajectoryDimensions: 0,
      kspaceEncodeStep1: line % e1,
      kspaceEncodeStep2: Math.floor(line / e1),
    });
  const wholeAxis = (size: number) => ({ first: 0, last: size - 1, center: Math.floor(size / 2) });
  const imaging = new KSpace(
    {
      shape: { e0, e1, e2, coils, n: 1, s: 1, slices: 1 },
      readout: "k-space",
      headers: Array.from({ length: lines }, (_, line) => ofLine(line)),
      counts: new Uint32Array(lines).fill(1),
      discarded: new Uint32Array(1),
      e1: wholeAxis(e1),
      e2: wholeAxis(e2),
      acceleration: [1, 1],
      missing: [],
    },
    images,
  );
  return { kind: "buffer", encoding, imaging, reference: undefined, waveforms: [] };
}
