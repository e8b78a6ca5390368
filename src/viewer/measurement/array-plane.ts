import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import { counted } from "../../text/index.ts";
import { ViewerError } from "../errors.ts";

/**
 * One plane of a numeric array, its last two axes, with the others counted row by row; complex values are interleaved.
 * @throws StorageError `series-missing`; ViewerError `bad-request` if there is no such plane
 */
export function arrayPlane(group: MrdGroup, name: string, plane: number): Float32Array {
  const { shape } = group.arrayForm(name);
  const leading = shape.slice(0, -2);
  const planes = leading.reduce((product, extent) => product * extent, 1);
  if (plane >= planes)
    throw new ViewerError("bad-request", `array ${name} has ${counted(planes, "plane")}, not ${plane + 1}`);
  let rest = plane;
  const offset = leading
    .toReversed()
    .map((extent) => {
      const index = rest % extent;
      rest = Math.floor(rest / extent);
      return index;
    })
    .toReversed();
  const own = shape.slice(-2);
  const box = { offset: [...offset, ...own.map(() => 0)], count: [...leading.map(() => 1), ...own] };
  return Float32Array.from(group.arrayPart(name, box).data);
}
