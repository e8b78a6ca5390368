import { type Image, parseAttributes } from "../../src/mrd/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { reconstruct } from "../support/reconstruct.ts";

export const pixels = ({ data }: Image) => data as Float32Array;
export const attribute = ({ attributes }: Image, name: string) => parseAttributes(attributes).get(name);

export async function unfolded(options: PhantomOptions, chain = "cartesian", parameters: Record<string, string> = {}) {
  const measured = phantom(options);
  return reconstruct(chain, measured.header, measured.acquisitions(), { parameters });
}

export async function full(options: PhantomOptions, chain = "cartesian") {
  const complete = { acceleration: 1, accelerationZ: 1, caipirinha: 0, calibrationWidth: 0, calibrationWidthZ: 0 };
  const uncalibrated = {
    calibrationMode: "auto",
    calibrationMatrix: 0,
    calibrationScale: 1,
    singleLattice: false,
  } as const;
  return (await unfolded({ ...options, ...complete, ...uncalibrated }, chain)).images;
}

/** Largest error of an image, relative to the same one without acceleration. */
export async function errorOf(options: PhantomOptions, chain = "cartesian", parameters: Record<string, string> = {}) {
  const [{ images, reported }, expected] = [await unfolded(options, chain, parameters), await full(options, chain)];
  const errors = images.map((image, i) => relativeError(pixels(image), pixels(expected[i % expected.length]!)));
  const warnings = reported.filter((line) => line.startsWith("warning") && !line.includes("not prewhitened"));
  return { error: Math.max(...errors), images, reported, warnings };
}

/** Relative error of an image where the truth is more than a tenth of its maximum: in the object. */
export function objectError(image: Image, truth: Float64Array): number {
  const most = truth.reduce((largest, value) => Math.max(largest, value), 0);
  let [error, power] = [0, 0];
  for (const [i, value] of truth.entries()) {
    if (value < 0.1 * most) continue;
    error += (pixels(image)[i]! - value) ** 2;
    power += value ** 2;
  }
  return Math.sqrt(error / power);
}
