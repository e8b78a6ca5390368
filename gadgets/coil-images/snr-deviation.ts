import { mergeMap } from "rxjs";
import Type from "typebox";
import { defineGadget, type ImageArray } from "../../src/gadget-api/index.ts";
import { magnitudeDeviation } from "../../src/numerics/images/index.ts";
import { imageRoles, roleOf, withRole } from "../../src/recon/images/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Adds to SNR maps of several images along n, such as repetitions, a map of the standard deviation of their magnitude,
 * as Gadgetron's `GenericReconNoiseStdMapComputingGadget`: about 1 where the signal is well above the noise and nothing
 * else varies. The first images are left out, since they may not be in a steady state. Its series is ten times that of
 * the SNR map.
 */
export default defineGadget({
  name: "snr-deviation",
  summary: "Add maps of the standard deviation of SNR maps along n.",
  in: ["image-array"],
  out: ["image-array"],
  parameters: {
    start: Type.Integer({
      minimum: 0,
      maximum: 65535,
      default: 5,
      description: "Images along n that are left out, and that must be there.",
    }),
  },
  create({ report }, { start }) {
    return mergeMap((images: ImageArray): ImageArray[] => {
      if (roleOf(images) !== imageRoles.snr.value) return [images];
      const { x, y, z, coils, n, s, slices } = images.shape;
      if (n <= start) {
        report(
          "info",
          `no map of standard deviations: ${counted(n, "image")} along n, and the first ${start} are left out`,
        );
        return [images];
      }
      const length = 2 * x * y * z * coils;
      const data = new Float32Array(length * s * slices);
      for (let group = 0; group < s * slices; group += 1) {
        const own = Array.from({ length: n - start }, (_, i) => {
          const at = (group * n + start + i) * length;
          return images.data.subarray(at, at + length);
        });
        magnitudeDeviation(own, data.subarray(group * length, (group + 1) * length));
      }
      const first = <T>(each: readonly T[]) => each.filter((_, i) => i % n === 0);
      const maps = { ...images, shape: { ...images.shape, n: 1 }, data, headers: first(images.headers) };
      const described = withRole({ ...maps, attributes: first(images.attributes) }, imageRoles.deviation);
      return [images, { ...described, series: 10 * ((images.series ?? 0) + images.encoding) - images.encoding }];
    });
  },
});
