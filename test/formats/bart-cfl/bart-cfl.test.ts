import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bartSource } from "../../../src/formats/bart-cfl/index.ts";
import { readFile } from "../../support/sources.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-cfl-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, dimensions: readonly number[], values: readonly number[]): string {
  writeFileSync(join(folder, `${name}.hdr`), `# Dimensions\n${dimensions.join(" ")} \n# Command\nx\n`);
  writeFileSync(join(folder, `${name}.cfl`), new Uint8Array(Float32Array.from(values).buffer));
  return join(folder, `${name}.cfl`);
}
const numbers = (count: number) => Array.from({ length: 2 * count }, (_, i) => i + 1);

describe("an array of BART", () => {
  it("has its first dimension fastest, and coils after the lines", async () => {
    const path = write("k", [2, 2, 1, 2], numbers(8));
    const start = { path, isFolder: false, bytes: Buffer.alloc(0), size: 64 };
    expect(bartSource.recognises(start)).toBe(true);
    expect(bartSource.recognises({ ...start, path: join(folder, "k.hdr") })).toBe(true);
    expect(bartSource.recognises({ ...start, path: join(folder, "none.cfl") })).toBe(false);
    const { readouts, header, remarks } = await readFile(bartSource, path);
    expect(readouts.map(({ data }) => [...data])).toEqual([
      [1, 2, 3, 4, 9, 10, 11, 12],
      [5, 6, 7, 8, 13, 14, 15, 16],
    ]);
    expect(readouts[1]!.header).toMatchObject({ kspaceEncodeStep1: 1, centerSample: 1, activeChannels: 2 });
    expect(header.encoding[0]!.encodingLimits.kspaceEncodingStep1).toEqual({ minimum: 0, maximum: 1, center: 1 });
    expect(remarks).toContain("warning: field of view: 1 mm per pixel is assumed");
  });

  it("is read as far as the file goes", async () => {
    const path = write("short", [2, 1, 1, 1, 1, 3], numbers(5));
    const { readouts, source } = await readFile(bartSource, path);
    expect(readouts.map(({ header }) => header.contrast)).toEqual([0, 1]);
    const damage = source.remarks.find(({ level }) => level === "error")!;
    expect(damage).toMatchObject({ offset: 40, text: expect.stringContaining("ends before TE 2") });
    const long = await readFile(bartSource, write("long", [2, 1], numbers(3)));
    expect(long.remarks).toContain(`warning: ${join(folder, "long.cfl")} has 8 bytes more than its dimensions say`);
  });

  it("is refused if it is not k-space", async () => {
    const open = (dimensions: readonly number[], trajectory?: string) =>
      readFile(bartSource, write("other", dimensions, numbers(8)), { trajectory });
    await expect(open([2, 1, 1, 2, 2])).rejects.toThrow(/2 elements along MAPS: .* 'bart slice 4 0'/);
    await expect(open([2, ...Array(15).fill(1), 2])).rejects.toThrow("more than 16 dimensions");
    await expect(open([1, 8])).rejects.toThrow("name the array of its trajectory with --trajectory");
    await expect(open([1, 8], join(folder, "no"))).rejects.toMatchObject({ code: "not-found" });
    writeFileSync(join(folder, "bad.hdr"), "# Dimensions\nmany\n");
    writeFileSync(join(folder, "bad.cfl"), "");
    await expect(readFile(bartSource, join(folder, "bad.cfl"))).rejects.toMatchObject({ code: "malformed" });
    const short = write("traj", [3, 2, 2], numbers(7));
    const spokes = write("spokes", [1, 2, 2], numbers(4));
    await expect(readFile(bartSource, spokes, { trajectory: short })).rejects.toThrow("shorter than its dimensions");
  });
});
