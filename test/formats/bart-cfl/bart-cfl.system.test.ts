import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bartSource } from "../../../src/formats/bart-cfl/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { correlation, imagesOf, readFile } from "../../support/sources.ts";

const reason = skipReason("bart");
const folder = mkdtempSync(join(tmpdir(), "larmor-cfl-"));
afterAll(() => rmSync(folder, { recursive: true }));

function bart(...args: string[]): void {
  execFileSync("bart", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}
/** Magnitudes of an array, READ fastest. */
function magnitudes(name: string): Float64Array {
  const values = new Float32Array(new Uint8Array(readFileSync(join(folder, `${name}.cfl`))).buffer);
  return Float64Array.from({ length: values.length / 2 }, (_, i) => Math.hypot(values[2 * i]!, values[2 * i + 1]!));
}
const path = (name: string) => join(folder, `${name}.cfl`);

describe.skipIf(reason)(withReason("k-space of BART", reason), () => {
  it("has the image that BART makes of it", async () => {
    bart("phantom", "-k", "-s", "8", "-x", "64", "k");
    bart("fft", "-i", "-u", "7", "k", "coils");
    bart("rss", "8", "coils", "image");
    const file = await readFile(bartSource, path("k"));
    expect(file.header.encoding[0]!.encodedSpace.matrixSize).toEqual({ x: 64, y: 64, z: 1 });
    expect(file.readouts).toHaveLength(64);
    expect(file.source.progress).toEqual({ done: 64, total: 64, unit: "readout" });
    const [image] = await imagesOf(file);
    expect(correlation(image!.data, magnitudes("image"))).toBeGreaterThan(0.9999);
  });

  it("counts partitions, contrasts, slices and frames", async () => {
    for (const [name, dimension] of [
      ["te", "5"],
      ["time", "10"],
      ["slice", "13"],
    ] as const) {
      bart("phantom", "-k", "-s", "2", "-x", "16", "one");
      bart("scale", "2", "one", "two");
      bart("join", dimension, "one", "two", name);
    }
    const counters = async (name: string, counter: "contrast" | "repetition" | "slice") => {
      const { readouts, header } = await readFile(bartSource, path(name));
      expect(header.encoding[0]!.encodingLimits[counter]).toEqual({ minimum: 0, maximum: 1, center: 0 });
      expect(readouts[16]!.data[60]).toBeCloseTo(2 * readouts[0]!.data[60]!, 3);
      return [...new Set(readouts.map(({ header }) => header[counter]))];
    };
    expect(await counters("te", "contrast")).toEqual([0, 1]);
    expect(await counters("time", "repetition")).toEqual([0, 1]);
    expect(await counters("slice", "slice")).toEqual([0, 1]);
    bart("phantom", "-3", "-k", "-s", "2", "-x", "16", "volume");
    bart("fft", "-i", "-u", "7", "volume", "coils");
    bart("rss", "8", "coils", "image");
    const file = await readFile(bartSource, path("volume"));
    expect(file.readouts.at(-1)!.header).toMatchObject({ kspaceEncodeStep1: 15, kspaceEncodeStep2: 15 });
    const [image] = await imagesOf(file);
    expect(correlation(image!.data, magnitudes("image"))).toBeGreaterThan(0.9999);
  });

  it("takes lines of zeros as not sampled", async () => {
    bart("phantom", "-k", "-s", "4", "-x", "32", "k");
    bart("upat", "-Y", "32", "-Z", "1", "-y", "2", "-c", "8", "mask");
    bart("fmac", "k", "mask", "under");
    const { readouts, remarks } = await readFile(bartSource, path("under"));
    const lines = readouts.map(({ header }) => header.kspaceEncodeStep1);
    const sampled = Array.from({ length: 32 }, (_, line) => line).filter((line) => magnitudes("mask")[line] !== 0);
    expect(lines).toEqual(sampled);
    expect(remarks).toContain(`info: only zeros in ${32 - sampled.length} lines: not sampled`);
  });

  it("reads spokes with their trajectory", async () => {
    bart("traj", "-r", "-x", "64", "-y", "101", "traj");
    bart("phantom", "-k", "-s", "4", "-t", "traj", "spokes");
    bart("nufft", "-i", "-d", "64:64:1", "traj", "spokes", "coils");
    bart("rss", "8", "coils", "image");
    await expect(readFile(bartSource, path("spokes"))).rejects.toThrow("--trajectory");
    const file = await readFile(bartSource, path("spokes"), { trajectory: join(folder, "traj") });
    expect(file.readouts).toHaveLength(101);
    expect(file.readouts[0]!.header).toMatchObject({ numberOfSamples: 64, trajectoryDimensions: 2, activeChannels: 4 });
    expect(file.header.encoding[0]!.encodedSpace.matrixSize).toEqual({ x: 64, y: 64, z: 1 });
    const [image] = await imagesOf(file, "non-cartesian");
    // BART's inverse differs at the corners, which spokes do not cover; a mirrored image would differ far more.
    expect(correlation(image!.data, magnitudes("image"))).toBeGreaterThan(0.9);
    expect(correlation(image!.data.toReversed(), magnitudes("image"))).toBeLessThan(0.85);
    const other = readFile(bartSource, path("spokes"), { trajectory: path("image") });
    await expect(other).rejects.toThrow("its dimensions are 64 × 64 × 1, those of k-space 1 × 64 × 101");
  });
});
