import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { estimateCoilMaps } from "../../../src/numerics/coils/coil-maps.ts";
import { rootSumOfSquares } from "../../../src/numerics/images/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";

const width = 64;
const coils = 8;
const pixels = width * width;

/** BART's phantom in eight coils as images, and the maps that its ESPIRiT estimates from the k-space. */
function fromBart(): { images: Float32Array; maps: Float32Array } {
  const folder = mkdtempSync(join(tmpdir(), "larmor-bart-"));
  try {
    const bart = (...args: string[]) => execFileSync("bart", args, { cwd: folder, stdio: "ignore" });
    const read = (name: string) => {
      const bytes = readFileSync(join(folder, `${name}.cfl`));
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    };
    bart("phantom", "-x", `${width}`, "-k", "-s", `${coils}`, "k");
    bart("fft", "-u", "-i", "7", "k", "images");
    bart("ecalib", "-m1", "k", "maps");
    return { images: read("images"), maps: read("maps") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const reason = skipReason("bart");
describe.skipIf(reason)(withReason("compared with BART's ecalib", reason), () => {
  test.each(["inati", "walsh"] as const)(
    "%s finds the same maps, but for their phase, where there is signal",
    (method) => {
      const { images, maps } = fromBart();
      const shape = { size: [width, width, 1] as const, coils };
      const ours = estimateCoilMaps(images, shape, { method, kernel: 5, iterations: 3 });
      const strength = rootSumOfSquares(images, pixels, coils);
      const norms = rootSumOfSquares(maps, pixels, coils);
      const least = 0.1 * Math.max(...strength);
      const alike: number[] = [];
      for (let i = 0; i < pixels; i++) {
        if (strength[i]! < least || norms[i]! < 0.5) continue;
        let [re, im] = [0, 0];
        for (let at = 2 * i; at < maps.length; at += 2 * pixels) {
          re += ours[at]! * maps[at]! + ours[at + 1]! * maps[at + 1]!;
          im += ours[at]! * maps[at + 1]! - ours[at + 1]! * maps[at]!;
        }
        alike.push(Math.hypot(re, im) / norms[i]!);
      }
      expect(alike.length).toBeGreaterThan(800);
      expect(alike.reduce((sum, value) => sum + value, 0) / alike.length).toBeGreaterThan(0.999);
    },
  );
});
