import { describe, expect, it } from "vitest";
import { compileChain } from "../../src/chain/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { pixels } from "../pipelines/unfolded.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { library } from "../support/session.ts";

/** The images of a chain with these steps after `accumulate`. */
async function images(steps: string, options: Parameters<typeof phantom>[0]) {
  const { header, acquisitions } = phantom({ matrix: 24, matrixY: 20, coils: 3, noiseLevel: 0, ...options });
  const text = `description: d\nchain: [accumulate: { trigger: repetition }, ${steps}]`;
  const chain = await compileChain("conversions", "conversions.yaml", text, library.registry);
  const result = await reconstruct(chain, header, acquisitions());
  return result.images.map((image) => Float64Array.from(pixels(image)));
}

describe("conversions between samples and k-space on a grid", () => {
  const after = "fov-adjust, extract: { as: [complex] }";

  it.each([
    ["two slices", { slices: 2 }],
    ["a volume", { partitions: 6 }],
    ["an odd matrix", { matrix: 25, matrixY: 21, oversampling: 1 }],
    ["an asymmetric echo", { oversampling: 1, asymmetricEcho: 0.75 }],
  ])("keep the images of %s", async (_, options) => {
    const direct = await images(`to-buffer, fft: { grid: encoded }, ${after}`, options);
    const gridded = await images(`to-buffer, to-samples, nufft: { accuracy: exact }, ${after}`, options);
    const both = await images(
      `to-buffer, to-samples, to-grid: { accuracy: exact }, fft: { grid: encoded }, ${after}`,
      options,
    );
    expect(gridded).toHaveLength(direct.length);
    for (const [i, expected] of direct.entries()) {
      expect(relativeError(gridded[i]!, expected)).toBeLessThan(3e-6);
      expect(relativeError(both[i]!, expected)).toBeLessThan(3e-6);
    }
  });
});
