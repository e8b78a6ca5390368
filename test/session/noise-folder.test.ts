import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NoiseRecord } from "../../src/gadget-api/services/index.ts";
import { NoiseFolder } from "../../src/session/index.ts";

const HOURS = 24;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "noise-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return join(path, "not", "there", "yet");
}
const record = (measurementId: string, coils = 2): NoiseRecord => ({
  measurementId,
  coils,
  coilNames: ["A", "Größe"],
  dwellUs: 2.5,
  bandwidth: 0.793,
  samples: 1000,
  covariance: Float64Array.from({ length: 2 * coils * coils }, (_, i) => Math.PI * i - 1e-300),
});
const onlyFile = (path: string) => join(path, readdirSync(path)[0]!);

describe("NoiseFolder", () => {
  it("returns stored noise, bit by bit, to any process that opens the folder", () => {
    const path = folder();
    new NoiseFolder(path, HOURS).keep(record("45387_1_2"));
    expect(new NoiseFolder(path, HOURS).find("45387_1_2")).toEqual(record("45387_1_2"));
  });

  it("has no noise of a measurement that was not stored, nor before anything was stored", () => {
    const path = folder();
    const noise = new NoiseFolder(path, HOURS);
    expect(noise.find("1")).toBeUndefined();
    noise.keep(record("2"));
    expect(noise.find("1")).toBeUndefined();
  });

  it("lists only usable noise: nothing too old, damaged or incomplete", () => {
    const path = folder();
    const noise = new NoiseFolder(path, HOURS);
    expect(noise.list()).toEqual([]);
    for (const id of ["damaged", "old", "1", "zwei/2"]) {
      noise.keep(record(id));
      const [file] = readdirSync(path).filter((name) => readFileSync(join(path, name), "utf8").includes(`"${id}"`));
      if (id === "damaged") writeFileSync(join(path, file!), readFileSync(join(path, file!), "utf8").slice(0, -5));
      if (id === "old") utimesSync(join(path, file!), 0, 0);
      if (id === "1")
        copyFileSync(join(path, file!), join(path, "0123.7e57ab1e-0000-4000-8000-000000000000.noise.json"));
    }
    expect(noise.list().toSorted()).toEqual(["1", "zwei/2"]);
    chmodSync(path, 0o777);
    expect(() => noise.list()).toThrow(/other users may write to/);
  });

  it("accepts any text as an ID, and lets none of it into a path", () => {
    const path = folder();
    const noise = new NoiseFolder(path, HOURS);
    for (const id of ["../../etc/passwd", "a/b", "x\0y", "", "ä".repeat(500)]) {
      noise.keep(record(id));
      expect(noise.find(id)?.measurementId).toBe(id);
    }
    expect(readdirSync(path).every((name) => /^[0-9a-f]{32}\.noise\.json$/.test(name))).toBe(true);
  });

  it("replaces earlier noise of the same measurement", () => {
    const noise = new NoiseFolder(folder(), HOURS);
    noise.keep(record("1"));
    noise.keep({ ...record("1"), samples: 7 });
    expect(noise.find("1")?.samples).toBe(7);
  });

  it("ignores noise that is too old, and removes it when more is stored", () => {
    const path = folder();
    const noise = new NoiseFolder(path, HOURS);
    noise.keep(record("old"));
    const past = Date.now() / 1000 - (HOURS + 1) * 3600;
    utimesSync(onlyFile(path), past, past);
    expect(noise.find("old")).toBeUndefined();
    noise.keep(record("new"));
    expect(readdirSync(path)).toHaveLength(1);
    expect(noise.find("new")).toBeDefined();
  });

  it("removes incomplete files of a process that was killed while writing", () => {
    const path = folder();
    const noise = new NoiseFolder(path, HOURS);
    noise.keep(record("1"));
    const left = join(path, "0123.7e57ab1e-0000-4000-8000-000000000000.noise.json");
    writeFileSync(left, "{");
    const past = Date.now() / 1000 - (HOURS + 1) * 3600;
    utimesSync(left, past, past);
    noise.keep(record("1"));
    expect(readdirSync(path)).toHaveLength(1);
  });

  it("stores noise even if old files can't be removed", () => {
    const path = folder();
    const noise = new NoiseFolder(path, HOURS);
    noise.keep(record("1"));
    mkdirSync(join(path, "x.noise.json"));
    utimesSync(join(path, "x.noise.json"), 0, 0);
    noise.keep(record("2"));
    expect(noise.find("2")).toBeDefined();
  });

  it("neither stores nor uses noise if other users may write to the folder", () => {
    const path = folder();
    const noise = new NoiseFolder(path, HOURS);
    noise.keep(record("1"));
    chmodSync(path, 0o777);
    expect(() => noise.keep(record("2"))).toThrow(/other users may write to .*--noise-folder/);
    expect(() => noise.find("1")).toThrow(/other users may write to/);
  });

  it("is readable by its owner only", () => {
    const path = folder();
    new NoiseFolder(path, HOURS).keep(record("1"));
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(onlyFile(path)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["is truncated", (text: string) => text.slice(0, text.length / 2)],
    ["has a different covariance", (text: string) => text.replace(/"coils":2/, '"coils":3')],
    ["belongs to another measurement", (text: string) => text.replace('"measurementId":"1"', '"measurementId":"2"')],
  ])("says which file can't be read if it %s", (_, damage) => {
    const path = folder();
    const noise = new NoiseFolder(path, HOURS);
    noise.keep(record("1"));
    writeFileSync(onlyFile(path), damage(readFileSync(onlyFile(path), "utf8")));
    expect(() => noise.find("1")).toThrow(/\.noise\.json can't be read: /);
  });
});
