import type { Acquisition } from "../mrd/index.ts";

/**
 * Readouts that a step has in image space already, along the readout. Removing oversampling leads there and back, and the
 * reconstruction leads there again: who can go on from image space spares both transforms. The samples are kept beside
 * the message and not in it, so a changed copy of a message loses them and can't contradict its data.
 */
const inImageSpace = new WeakMap<Acquisition, Float32Array>();

/**
 * A readout known in image space; its k-space data are made when they are first asked for.
 * @param image `[channels][samples]` complex, centred and unitary
 * @param toKSpace makes `data` of it
 */
export function hybridReadout(
  { header, trajectory }: Pick<Acquisition, "header" | "trajectory">,
  image: Float32Array,
  toKSpace: (image: Float32Array) => Float32Array,
): Acquisition {
  let data: Float32Array | undefined;
  const acquisition: Acquisition = {
    kind: "acquisition",
    header,
    trajectory,
    get data() {
      data ??= toKSpace(image);
      return data;
    },
  };
  inImageSpace.set(acquisition, image);
  return acquisition;
}

/** The readout's samples in image space, `[channels][samples]`, where they are known. */
export function imageSpaceOf(acquisition: Acquisition): Float32Array | undefined {
  return inImageSpace.get(acquisition);
}
