import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NufftPlan, sampleSense } from "../../../src/numerics/nufft/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { inner, randomPoints } from "./sums.ts";

const [samples, coils] = [900, 2];

interface BartArray {
  /** The fastest first. */
  readonly dimensions: readonly number[];
  /** Complex, interleaved. */
  readonly values: Float32Array;
}

/** Runs a command of BART. @returns its last argument */
function withBart(arrays: Readonly<Record<string, BartArray>>, command: readonly string[]): Float32Array {
  const folder = mkdtempSync(join(tmpdir(), "larmor-bart-"));
  try {
    for (const [name, { dimensions, values }] of Object.entries(arrays)) {
      writeFileSync(join(folder, `${name}.cfl`), values);
      writeFileSync(join(folder, `${name}.hdr`), `# Dimensions\n${dimensions.join(" ")}\n`);
    }
    execFileSync("bart", command, { cwd: folder, stdio: "ignore" });
    const bytes = readFileSync(join(folder, `${command.at(-1)}.cfl`));
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Samples as BART wants them: coordinates in 1 / field of view. */
function samplesFor(points: Float32Array, data: Float32Array, shape: readonly [number, number, number]) {
  const inCells = new Float32Array(6 * samples);
  for (const [i, k] of points.entries()) inCells[2 * i] = k * shape[i % 3]!;
  return {
    t: { dimensions: [3, samples, 1], values: inCells },
    d: { dimensions: [1, samples, 1, coils], values: data },
  };
}

/** Relative error after the best factor. */
function scaledError(theirs: Float32Array, found: Float32Array): number {
  const factor = inner(theirs, found)[0] / inner(theirs, theirs)[0];
  return relativeError(
    theirs.map((value) => factor * value),
    found,
  );
}

const reason = skipReason("bart");
describe.skipIf(reason)(withReason("compared with BART", reason), () => {
  // BART's errors are those of its kernel, and larger in smaller volumes.
  it.each([
    [24, 20, 1],
    [20, 20, 24],
  ])("the adjoint is that of nufft, up to a factor: %i × %i × %i pixels", (x, y, z) => {
    const points = randomPoints(samples, 3).map((k, i) => (z === 1 && i % 3 === 2 ? 0 : 0.9 * k));
    const data = randomComplex(samples * coils, 2);
    const found = new NufftPlan(points, 3, { x, y, z }).adjoint(
      data,
      undefined,
      new Float32Array(2 * coils * x * y * z),
    );
    const theirs = withBart(samplesFor(points, data, [x, y, z]), ["nufft", "-a", `-d${x}:${y}:${z}`, "t", "d", "i"]);
    expect(scaledError(theirs, found)).toBeLessThan(3e-3);
  });

  it("conjugate gradients are those of pics, up to a factor, with the same maps and iterations", () => {
    const [x, y] = [24, 20];
    const points = randomPoints(samples, 3).map((k, i) => (i % 3 === 2 ? 0 : 0.9 * k));
    const data = randomComplex(samples * coils, 2);
    const maps = randomComplex(coils * x * y, 3);
    const image = new Float32Array(2 * x * y);
    const encoding = { trajectory: points, dimensions: 3, size: { x, y }, accuracy: "default" } as const;
    const cg = { lambda: 0, iterations: 6, tolerance: 0 };
    const density = new Float32Array(samples).fill(1);
    sampleSense({ ...encoding, density, coils, cg, hasStart: false }, Float32Array.from([...maps, ...data]), image);
    const arrays = { ...samplesFor(points, data, [x, y, 1]), m: { dimensions: [x, y, 1, coils], values: maps } };
    const theirs = withBart(arrays, ["pics", "-t", "t", "-w1", "-l2", "-r0", "-i6", "d", "m", "i"]);
    expect(scaledError(theirs, image)).toBeLessThan(1e-2);
  });
});
