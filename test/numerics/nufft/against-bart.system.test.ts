import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NufftPlan } from "../../../src/numerics/nufft/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { randomComplex, relativeError } from "../reference.ts";
import { inner, randomPoints } from "./sums.ts";

const [samples, coils] = [900, 2];

/** `bart nufft -a` of samples, whose coordinates BART wants in 1 / field of view. @returns `[coils][z][y][x]` complex */
function bartAdjoint(points: Float32Array, data: Float32Array, shape: readonly [number, number, number]): Float32Array {
  const folder = mkdtempSync(join(tmpdir(), "larmor-bart-"));
  const write = (name: string, dimensions: string, values: Float32Array) => {
    writeFileSync(join(folder, `${name}.cfl`), values);
    writeFileSync(join(folder, `${name}.hdr`), `# Dimensions\n${dimensions}\n`);
  };
  try {
    const inCells = new Float32Array(6 * samples);
    for (const [i, k] of points.entries()) inCells[2 * i] = k * shape[i % 3]!;
    write("t", `3 ${samples} 1`, inCells);
    write("d", `1 ${samples} 1 ${coils}`, data);
    execFileSync("bart", ["nufft", "-a", `-d${shape.join(":")}`, "t", "d", "i"], { cwd: folder, stdio: "ignore" });
    const bytes = readFileSync(join(folder, "i.cfl"));
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  } finally {
    rmSync(folder, { recursive: true });
  }
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
    const theirs = bartAdjoint(points, data, [x, y, z]);
    const factor = inner(theirs, found)[0] / inner(theirs, theirs)[0];
    const scaled = theirs.map((value) => factor * value);
    expect(relativeError(scaled, found)).toBeLessThan(3e-3);
  });
});
