import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ringDelays } from "../../src/numerics/trajectories/index.ts";
import { delayedSpokes } from "../numerics/trajectories/delayed-spokes.ts";
import { skipReason, withReason } from "../support/peers.ts";

const reason = skipReason("bart");
const folder = mkdtempSync(join(tmpdir(), "larmor-delays-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes an array of BART, its fastest dimension first. */
function writeCfl(name: string, dimensions: readonly number[], data: Float32Array): void {
  writeFileSync(join(folder, `${name}.hdr`), `# Dimensions\n${dimensions.join(" ")}\n`);
  writeFileSync(join(folder, `${name}.cfl`), data);
}

describe.skipIf(reason)(withReason("gradient delays compared with BART's", reason), () => {
  it.each([
    { delays: [0.3, 0.3, 0], noiseLevel: 0 },
    { delays: [0.35, -0.6, 0.12], noiseLevel: 0 },
    { delays: [-0.45, 0.2, -0.1], noiseLevel: 0.02 },
  ] as const)("are the same by RING: $delays, noise $noiseLevel", ({ delays, noiseLevel }) => {
    const spokes = delayedSpokes(delays, { noiseLevel, interleaves: 33, matrix: 96 });
    const { data, coils, trajectory, counts } = spokes;
    const [samples] = counts;
    const coordinates = new Float32Array(3 * trajectory.length);
    for (let i = 0; i < trajectory.length; i += 1) coordinates[6 * (i >> 1) + 2 * (i % 2)] = 96 * trajectory[i]!;
    writeCfl("coordinates", [3, samples!, counts.length], coordinates);
    writeCfl("spokes", [1, samples!, counts.length, coils], data);
    const found = execFileSync("bart", ["estdelay", "-R", "-r", "3", "coordinates", "spokes"], {
      ...{ cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    });
    // BART measures angles from the second axis.
    const [y, x, xy] = found.trim().split(":").map(Number);
    const theirs = [x, y, xy];
    for (const [i, delay] of ringDelays(spokes).entries()) expect(Math.abs(delay - theirs[i]!)).toBeLessThan(0.005);
  });
});
