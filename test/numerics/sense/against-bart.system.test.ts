import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { calibrationMaps } from "../../../src/numerics/coils/calibration-maps.ts";
import { transformAxis } from "../../../src/numerics/fft/index.ts";
import { rootSumOfSquares } from "../../../src/numerics/images/index.ts";
import { cgSense } from "../../../src/numerics/sense/cg-sense.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { relativeError } from "../reference.ts";

const width = 64;
const coils = 8;
const pixels = width ** 2;

/** Runs BART's commands on arrays `[coils][y][x]`, and returns arrays by their names. */
function withBart(
  input: Record<string, Float32Array>,
  commands: readonly string[],
  names: readonly string[],
): Float32Array[] {
  const folder = mkdtempSync(join(tmpdir(), "larmor-bart-"));
  try {
    for (const [name, data] of Object.entries(input)) {
      writeFileSync(join(folder, `${name}.cfl`), data);
      writeFileSync(join(folder, `${name}.hdr`), `# Dimensions\n${width} ${width} 1 ${coils}\n`);
    }
    for (const command of commands) execFileSync("bart", command.split(" "), { cwd: folder, stdio: "ignore" });
    return names.map((name) => {
      const bytes = readFileSync(join(folder, `${name}.cfl`));
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The 24 central lines of k-space `[coils][y][x]`. */
function centralLines(kSpace: Float32Array) {
  const data = new Float32Array(2 * coils * 24 * width);
  for (let coil = 0; coil < coils; coil++) {
    const from = 2 * width * (coil * width + width / 2 - 12);
    data.set(kSpace.subarray(from, from + 2 * 24 * width), 2 * coil * 24 * width);
  }
  return { size: [width, 24, 1] as const, center: [width / 2, 12, 0] as const, coils, data };
}

const reason = skipReason("bart");
describe.skipIf(reason)(withReason("compared with BART", reason), () => {
  it("ESPIRiT finds the maps of ecalib in the object", () => {
    const [kSpace, theirs] = withBart(
      {},
      [`phantom -x ${width} -k -s ${coils} k`, "ecalib -m1 -r24 -k6 -t0.02 -c0 k maps"],
      ["k", "maps"],
    ) as [Float32Array, Float32Array];
    const ours = new Float32Array(theirs.length);
    // BART's threshold is that of the eigenvalues, i.e. of squares of the singular values.
    const options = { method: "espirit", kernel: 6, threshold: Math.sqrt(0.02), width: 24, crop: 0 } as const;
    calibrationMaps(centralLines(kSpace), [width, width, 1], { ...options, window: 7, iterations: 3 }, ours);
    const images = kSpace.slice();
    for (const axis of [0, 1]) transformAxis(images, [width, width, coils], axis, "inverse");
    const strength = rootSumOfSquares(images, pixels, coils);
    const least = 0.05 * Math.max(...strength);
    const differences: number[] = [];
    for (let pixel = 0; pixel < pixels; pixel++) {
      if (strength[pixel]! < least) continue;
      let [re, im, power] = [0, 0, 0];
      for (let at = 2 * pixel; at < ours.length; at += 2 * pixels) {
        re += ours[at]! * theirs[at]! + ours[at + 1]! * theirs[at + 1]!;
        im += ours[at]! * theirs[at + 1]! - ours[at + 1]! * theirs[at]!;
        power += theirs[at]! ** 2 + theirs[at + 1]! ** 2;
      }
      differences.push(1 - Math.hypot(re, im) / Math.sqrt(power));
    }
    expect(differences.length).toBeGreaterThan(1000);
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  it("conjugate gradients find the image of pics, with the same maps and λ", () => {
    const [kSpace, maps] = withBart(
      {},
      [`phantom -x ${width} -k -s ${coils} k`, "ecalib -m1 -r24 -k6 -t0.02 -c0 k maps"],
      ["k", "maps"],
    ) as [Float32Array, Float32Array];
    const mask = Uint8Array.from({ length: width }, (_, y) => Number(y % 3 === 0 || (y >= 24 && y < 40)));
    const data = kSpace.map((value, i) => value * mask[Math.floor(i / (2 * width)) % width]!);
    const [expected] = withBart({ data, maps }, ["pics -w1 -l2 -r0.01 -i100 data maps image"], ["image"]);
    transformAxis(data, [width, width * coils], 0, "inverse");
    const image = new Float32Array(2 * pixels);
    const model = { size: [width, width, 1] as const, coils, maps, mask };
    cgSense(model, data, { lambda: 0.01, iterations: 100, tolerance: 1e-6 }, image);
    expect(relativeError(image, expected!)).toBeLessThan(1e-3);
  });
});
