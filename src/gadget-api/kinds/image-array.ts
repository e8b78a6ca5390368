import type { ImageArray } from "../message.ts";
import { describeGrid } from "./buffer.ts";
import { type Kind, notFloats, otherLength } from "./kind.ts";

export const imageArray: Kind<ImageArray> = {
  wire: "never",
  bytes: ({ shape: { x, y, z, coils, n, s, slices } }) =>
    2 * Float32Array.BYTES_PER_ELEMENT * x * y * z * coils * n * s * slices,
  describe: ({ shape: { x, y, z, ...free } }) => `complex images of ${describeGrid({ e0: x, e1: y, e2: z, ...free })}`,
  check: ({ data, shape, headers, attributes }) => {
    const { x, y, z, coils, n, s, slices } = shape;
    const images = n * s * slices;
    return (
      notFloats("data", data, 2 * x * y * z * coils * images) ??
      otherLength("headers", headers.length, images) ??
      otherLength("attributes", attributes.length, images)
    );
  },
  copy: (message) => ({ ...message, data: message.data.slice() }),
  encode: ({ data, shape: { slices, s, n, coils, z, y, x } }) => ({
    array: { name: "image_array", shape: [slices, s, n, coils, z, y, x], data },
  }),
};
