import { describe, expect, it } from "vitest";
import type { Image } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { attribute, objectError } from "./unfolded.ts";

/** Spokes whose gradients are delayed: images with corrected coordinates are those of undelayed spokes. */

const delays = [0.6, -0.5, 0.15] as const;
const options: PhantomOptions = { matrix: 64, coils: 4, trajectory: "golden-angle", interleaves: 101, noiseLevel: 0 };
const images = async (given: PhantomOptions, parameters = {}, chain = "radial") => {
  const { header, acquisitions } = phantom({ ...options, ...given });
  return reconstruct(chain, header, acquisitions(), {
    parameters: { method: "gridding", density: "voronoi", ...parameters },
  });
};

/** Relative error in the object. */
function errorOf(image: Image, { trajectory = options.trajectory }: PhantomOptions = {}): number {
  const coilImages = phantom({ ...options, trajectory }).arrays.find(({ name }) => name === "coil_images")!.data;
  const size = coilImages.length / 8;
  const truth = Float64Array.from({ length: size }, (_, pixel) =>
    Math.hypot(...[0, 1, 2, 3].flatMap((coil) => [...coilImages.subarray(2 * (coil * size + pixel)).subarray(0, 2)])),
  );
  return objectError(image, truth);
}

describe("gradient delays", () => {
  it("are corrected by what is known of them, or estimated", async () => {
    const { images: right } = await images({});
    const { images: wrong } = await images({ gradientDelays: delays });
    const { images: known } = await images({ gradientDelays: delays }, { delays });
    const { images: asText } = await images({ gradientDelays: delays }, { delays: "0.6, -.5, 0.15" });
    expect(asText[0]!.data).toEqual(known[0]!.data);
    await expect(images({}, { delays: "0.6,-0.5" })).rejects.toThrow("'delays' is \"0.6,-0.5\"");
    const { images: estimated, reported } = await images({ gradientDelays: delays }, { delays: "ring" });
    expect(errorOf(right[0]!)).toBeLessThan(0.025);
    expect(errorOf(wrong[0]!)).toBeGreaterThan(0.1);
    expect(errorOf(known[0]!)).toBeLessThan(0.025);
    expect(errorOf(estimated[0]!)).toBeLessThan(0.025);
    expect(attribute(estimated[0]!, "LarmorGradientDelays")).toEqual(["0.6", "-0.5", "0.15"]);
    expect(reported).toContainEqual(
      "info: trajectory: encoding 0: gradient delays of 0.600 (x), -0.500 (y) and 0.150 (xy) samples, estimated from " +
        "intersections of spokes",
    );
  });

  it("are estimated once, from coordinates of the header too", async () => {
    const given = { gradientDelays: delays, repetitions: 2, slices: 2, trajectoryInHeader: true, interleaves: 21 };
    const { images: all, reported } = await images(given, { delays: "ring" });
    expect(all.map((image) => attribute(image, "LarmorGradientDelays"))).toEqual(
      Array(4).fill(["0.6", "-0.5", "0.15"]),
    );
    expect(reported.filter((text) => text.includes("gradient delays"))).toHaveLength(1);
  });

  it("of spirals are corrected if they are known, and cannot be estimated", async () => {
    const spirals: PhantomOptions = { trajectory: "spiral", interleaves: 16, gradientDelays: delays };
    const { images: wrong } = await images(spirals, {}, "spiral");
    const { images: known } = await images(spirals, { delays }, "spiral");
    expect(errorOf(wrong[0]!, spirals)).toBeGreaterThan(0.2);
    expect(errorOf(known[0]!, spirals)).toBeLessThan(0.04);
    await expect(images(spirals, { delays: "ring" }, "spiral")).rejects.toThrow(
      "gradient delays cannot be estimated: readout 1 is not a spoke through the centre of k-space",
    );
  });
});
