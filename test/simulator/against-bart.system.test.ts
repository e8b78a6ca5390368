import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { uniformSeries } from "../../src/simulator/analytic/coil-series.ts";
import { ObjectSpectrum } from "../../src/simulator/analytic/object-spectrum.ts";
import { phantom } from "../../src/simulator/index.ts";
import { phantomSettings } from "../../src/simulator/options/settings.ts";
import { skipReason, withReason } from "../support/peers.ts";

/** A BART array: its dimensions, fastest first, and complex values. */
interface BartArray {
  readonly dimensions: readonly number[];
  readonly data: Float32Array;
}

/** Runs a command of BART. @returns the array `out`, if the command writes one, and what it prints */
function bart(input: Record<string, BartArray>, ...command: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "larmor-bart-"));
  try {
    for (const [name, { dimensions, data }] of Object.entries(input)) {
      writeFileSync(join(folder, `${name}.cfl`), data);
      writeFileSync(join(folder, `${name}.hdr`), `# Dimensions\n${dimensions.join(" ")}\n`);
    }
    const text = execFileSync("bart", command, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const out = () => new Float32Array(new Uint8Array(readFileSync(join(folder, "out.cfl"))).buffer);
    return { text, out: command.includes("out") ? out() : new Float32Array(0) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const matrix = 64;
const spokes = { trajectory: "radial", fullTurn: true, interleaves: 32, matrix, coils: 2, noiseLevel: 0 } as const;
const samples = 2 * matrix;

/** Coordinates of plane points as BART's trajectories, in 1 / field of view. */
function bartTrajectory(points: readonly (readonly [number, number])[]): BartArray {
  const data = points.flatMap(([x, y]) => [matrix * x, 0, matrix * y, 0, 0, 0]);
  return { dimensions: [3, samples, points.length / samples], data: Float32Array.from(data) };
}

function pointsOf(trajectory: Float32Array): [number, number][] {
  return Array.from({ length: trajectory.length / 2 }, (_, i) => [trajectory[2 * i]!, trajectory[2 * i + 1]!]);
}

const reason = skipReason("bart");
describe.skipIf(reason)(withReason("a phantom along a trajectory, compared with BART", reason), () => {
  it("has the samples of BART's analytic phantom", () => {
    const readouts = [...phantom(spokes).acquisitions()];
    const points = readouts.flatMap(({ trajectory }) => pointsOf(trajectory));
    // BART's phantom is transposed and mirrored.
    const t = bartTrajectory(points.map(([x, y]) => [-y, x]));
    const expected = bart({ t }, "phantom", "-k", "-t", "t", "out").out;
    const spectrum = new ObjectSpectrum(phantomSettings(spokes), 0, uniformSeries);
    const measured = spectrum.measure(points.flat());
    let [product, power, own] = [0, 0, 0];
    for (const [i, value] of expected.entries()) {
      product += value * measured[i]!;
      power += value ** 2;
      own += measured[i]! ** 2;
    }
    const scale = product / power;
    const error = expected.reduce((sum, value, i) => sum + (measured[i]! - scale * value) ** 2, 0);
    expect(Math.sqrt(error / own)).toBeLessThan(1e-6);
  });

  it("has the gradient delays that RING estimates", () => {
    const readouts = [...phantom({ ...spokes, gradientDelays: [0.3, -0.2, 0.1] }).acquisitions()];
    const t = bartTrajectory(readouts.flatMap(({ trajectory }) => pointsOf(trajectory)));
    const data = [0, 1].flatMap((coil) =>
      readouts.flatMap((readout) => [...readout.data.subarray(2 * samples * coil, 2 * samples * (coil + 1))]),
    );
    const k = { dimensions: [1, samples, readouts.length, 2], data: Float32Array.from(data) };
    const [y, x, xy] = bart({ t, k }, "estdelay", "-R", "t", "k").text.split(":").map(Number); // BART's x is along y
    for (const [estimated, delay] of [
      [x!, 0.3],
      [y!, -0.2],
      [xy!, 0.1],
    ] as const) {
      expect(Math.abs(estimated - delay)).toBeLessThan(0.01);
    }
  });
});
