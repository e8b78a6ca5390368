import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Acquisition, Image } from "../../src/mrd/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { encodingOf, headerOf, readout } from "../support/messages.ts";
import { skipReason, withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";

const reason = skipReason("bart");
const COILS = 4;
const folder = mkdtempSync(join(tmpdir(), "larmor-bart-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs one of BART's commands; its files are `[…][coil][z][y][x]` complex64. */
function bart(...args: string[]): void {
  execFileSync("bart", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}
function cfl(name: string): Float32Array<ArrayBuffer> {
  const bytes = readFileSync(join(folder, `${name}.cfl`));
  return new Float32Array(new Uint8Array(bytes).buffer);
}
const magnitude = (complex: Float32Array) =>
  Float64Array.from({ length: complex.length / 2 }, (_, i) => Math.hypot(complex[2 * i]!, complex[2 * i + 1]!));

/** K-space of BART's phantom as readouts without oversampling. */
function readouts(kSpace: Float32Array, [x, y, z]: readonly [number, number, number]): Acquisition[] {
  return Array.from({ length: y * z }, (_, line) => {
    const data = new Float32Array(2 * x * COILS);
    for (let coil = 0; coil < COILS; coil += 1) {
      const from = 2 * x * (coil * y * z + line);
      data.set(kSpace.subarray(from, from + 2 * x), 2 * x * coil);
    }
    const steps = { kspaceEncodeStep1: line % y, kspaceEncodeStep2: Math.floor(line / y) };
    return readout({ ...steps, numberOfSamples: x, activeChannels: COILS, scanCounter: line, data });
  });
}

describe.skipIf(reason)(withReason("images compared with BART's", reason), () => {
  const only = async (chain: string, size: readonly [number, number, number], parameters = {}): Promise<Image> => {
    const header = headerOf(encodingOf({ encoded: size }));
    const { images } = await reconstruct(chain, header, readouts(cfl("kspace"), size), { parameters });
    expect(images).toHaveLength(1);
    return images[0]!;
  };

  it.each([
    { name: "a slice", size: [64, 64, 1] as const, options: ["-x", "64"], axes: "3" },
    { name: "a volume", size: [24, 24, 24] as const, options: ["-3", "-x", "24"], axes: "7" },
  ])("of $name are the same by fft and rss", async ({ size, options, axes }) => {
    bart("phantom", ...options, "-s", String(COILS), "-k", "kspace");
    bart("fft", "-i", "-u", axes, "kspace", "coils");
    bart("rss", "8", "coils", "combined");
    for (const chain of ["default", "cartesian-full"]) {
      const image = await only(chain, size, chain === "default" ? {} : { combine: "rss" });
      expect(relativeError(image.data as Float32Array, magnitude(cfl("combined")))).toBeLessThan(1e-5);
    }
  });

  it("keep the coils as channels with `combine: none`", async () => {
    bart("phantom", "-x", "64", "-s", String(COILS), "-k", "kspace");
    bart("fft", "-i", "-u", "3", "kspace", "coils");
    const image = await only("cartesian-full", [64, 64, 1], { combine: "none", images: "complex" });
    expect(image.header.channels).toBe(COILS);
    expect(relativeError(image.data as Float32Array, Float64Array.from(cfl("coils")))).toBeLessThan(1e-5);
  });

  it("have the magnitude of their coils' sum, adaptively combined", async () => {
    bart("phantom", "-x", "64", "-s", String(COILS), "-k", "kspace");
    bart("fft", "-i", "-u", "3", "kspace", "coils");
    bart("rss", "8", "coils", "combined");
    const image = await only("cartesian-full", [64, 64, 1], { combine: "adaptive" });
    expect(relativeError(image.data as Float32Array, magnitude(cfl("combined")))).toBeLessThan(0.02);
  });
});
