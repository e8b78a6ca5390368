import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { combineByMaps } from "../../../src/numerics/coils/adaptive-combination.ts";
import { estimateCoilMaps } from "../../../src/numerics/coils/coil-maps.ts";
import { referenceCoil } from "../../../src/numerics/coils/reference-coil.ts";
import { runPython, skipReason, withReason } from "../../support/peers.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { phantomScene, withNoise } from "./scene.ts";

interface Case {
  readonly name: string;
  readonly size: readonly [number, number, number];
  readonly coils: number;
  readonly images: Float32Array;
  readonly method: "inati" | "walsh";
  readonly kernel: number;
  readonly iterations: number;
  /** Judged by the eigenvector itself. */
  readonly converged?: boolean;
}

const noise = (size: Case["size"], coils: number, count = 1) => ({
  size,
  coils,
  images: randomComplex(size[0] * size[1] * size[2] * coils * count, 7),
});
const phantom = {
  size: [24, 24, 1] as const,
  coils: 4,
  images: withNoise(phantomScene(24, 4).images, 0.02, 3),
};
const dead = { ...phantom, images: phantom.images.map((value, i) => (Math.floor(i / 1152) === 2 ? 0 : value)) };
/** Half of it empty. */
const empty = { ...phantom, images: phantom.images.map((value, i) => (i % 1152 < 576 ? 0 : value)) };

const cases: Case[] = (["inati", "walsh"] as const).flatMap((method): Case[] => [
  { name: "a phantom", ...phantom, method, kernel: 7, iterations: 3 },
  { name: "a dead coil", ...dead, method, kernel: 5, iterations: 2 },
  { name: "emptiness", ...empty, method, kernel: 5, iterations: 3 },
  { name: "an even kernel", ...phantom, method, kernel: 4, iterations: 1 },
  { name: "odd sizes", ...noise([13, 9, 1], 3), method, kernel: 3, iterations: 4 },
  { name: "a volume", ...noise([8, 7, 5], 3), method, kernel: 3, iterations: 2 },
  { name: "a kernel larger than the image", ...noise([6, 5, 2], 2), method, kernel: 9, iterations: 2 },
  { name: "a single pixel as kernel", ...noise([6, 5, 1], 2), method, kernel: 1, iterations: 2 },
  { name: "one coil", ...noise([9, 6, 1], 1), method, kernel: 7, iterations: 3 },
  { name: "one pixel", ...noise([1, 1, 1], 3), method, kernel: 7, iterations: 3 },
  { name: "images with a reference in common", ...noise([7, 6, 1], 3, 3), method, kernel: 3, iterations: 2 },
]);
cases.push({ name: "the eigenvector", ...phantom, method: "walsh", kernel: 7, iterations: 1000, converged: true });

function judge(): { maps: number[]; combined: number[] }[] {
  const folder = mkdtempSync(join(tmpdir(), "larmor-coil-maps-"));
  try {
    const file = join(folder, "cases.json");
    const asJson = cases.map(({ images, size: [x, y, z], coils, method, kernel, iterations, converged }) => ({
      images: [...images],
      shape: [images.length / (2 * x * y * z * coils), coils, z, y, x],
      method,
      kernel,
      iterations: converged ? null : iterations,
    }));
    writeFileSync(file, JSON.stringify(asJson));
    return JSON.parse(runPython(readFileSync(new URL("./reference.py", import.meta.url), "utf8"), [file]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const reason = skipReason("python");
describe.skipIf(reason)(withReason("as NumPy has them", reason), () => {
  const expected = reason === undefined ? judge() : [];
  test.each(cases.map((each, i) => [each.method, each.name, each, i] as const))("%s, %s", (_, __, each, i) => {
    const { images, coils, size, converged } = each;
    const before = images.slice();
    const reference = referenceCoil(images, each);
    const length = 2 * coils * size[0] * size[1] * size[2];
    const maps = new Float32Array(images.length);
    const combined = new Float32Array(images.length / coils);
    for (let start = 0; start < images.length; start += length) {
      const image = images.subarray(start, start + length);
      const map = estimateCoilMaps(image, each, { ...each, reference });
      maps.set(map, start);
      combineByMaps(image, map, combined.subarray(start / coils, (start + length) / coils));
    }
    const tolerance = converged ? 1e-5 : 2e-6;
    expect(relativeError(maps, expected[i]!.maps)).toBeLessThan(tolerance);
    expect(relativeError(combined, expected[i]!.combined)).toBeLessThan(tolerance);
    expect(images).toEqual(before);
  });
});
