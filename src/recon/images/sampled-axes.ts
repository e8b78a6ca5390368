import type { ImageArray } from "../../gadget-api/index.ts";

type SampledAxes = NonNullable<ImageArray["sampled"]>;

/** What was sampled along x, y and z; everything, if it is not known. */
export function sampledAxes({ shape, sampled }: ImageArray): SampledAxes {
  const axis = (i: 0 | 1 | 2, size: number) => {
    const known = sampled?.[i];
    return known !== undefined && known.last < size ? known : { first: 0, last: size - 1, step: 1 };
  };
  return [axis(0, shape.x), axis(1, shape.y), axis(2, shape.z)];
}
