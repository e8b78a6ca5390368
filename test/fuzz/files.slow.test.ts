import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { changeBytes, joined } from "./bytes.ts";
import { Chance } from "./chance.ts";
import { type FileSeed, fileSeeds, writeSeed } from "./file-seeds.ts";
import { readAll } from "./read-file.ts";

/** Cases depend on the seed; seed and number identify a case. */
const SEED = Number(process.env.LARMOR_FUZZ_SEED ?? 1);
const CASES = Number(process.env.LARMOR_FUZZ_FILES ?? 150);

const folder = mkdtempSync(join(tmpdir(), "larmor-fuzz-files-"));
afterAll(() => rmSync(folder, { recursive: true }));
// Before the first file is encoded: libraries keep the console's functions.
const printed = (["log", "info", "warn", "error"] as const).map((name) => vi.spyOn(console, name));
const seeds = Object.entries(await fileSeeds());

/** Formats whose readers keep what comes before the end of a truncated file. */
const streamed = new Set(["Siemens VD", "Siemens VB", "MRD 2", "BART", "Philips", "GE"]);

/** The files with some bytes of one of them changed. */
function damaged(seed: FileSeed, chance: Chance): FileSeed {
  const name = chance.pick(Object.keys(seed));
  const other = chance.pick(Object.values(chance.pick(seeds)[1]));
  let stream = [{ kind: "bytes" as const, bytes: Buffer.from(seed[name]!) }];
  for (let i = chance.few(3); i > 0; i -= 1)
    stream = changeBytes(stream, chance, [{ kind: "bytes", bytes: other }]) as typeof stream;
  return { ...seed, [name]: joined(stream) };
}

describe.each(seeds)("files of %s", (format, seed) => {
  it("are read as they were written", async () => {
    const { messages, refusal, issues } = await readAll(writeSeed(folder, seed));
    expect(refusal).toBeUndefined();
    expect(issues).toEqual([]);
    expect(messages.length).toBeGreaterThan(0);
  });

  it("are read or refused with a reason if they are damaged", { timeout: 600_000 }, async () => {
    for (let number = 0; number < CASES; number += 1) {
      const files = damaged(seed, new Chance(SEED, number));
      const { issues } = await readAll(writeSeed(folder, files));
      expect(issues, `${format}, seed ${SEED}, case ${number}`).toEqual([]);
    }
    expect(printed.flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  it("keep what comes before their end if they are truncated", { timeout: 600_000 }, async () => {
    const whole = (await readAll(writeSeed(folder, seed))).messages;
    for (let number = 0; number < CASES; number += 1) {
      const chance = new Chance(SEED, number);
      const [name] = Object.keys(seed) as [string];
      const data = format === "Philips" ? "scan.data" : name;
      const length = chance.below(seed[data]!.length);
      const path = writeSeed(folder, { ...seed, [data]: seed[data]!.subarray(0, length) });
      const { messages, remarks, refusal, issues } = await readAll(path);
      const where = `${format}, ${length} of ${seed[data]!.length} bytes`;
      expect(issues, where).toEqual([]);
      if (!streamed.has(format)) continue;
      expect(whole.slice(0, messages.length), where).toEqual(messages);
      const says = refusal !== undefined || remarks.some(({ level }) => level !== "info");
      if (messages.length < whole.length) expect(says, where).toBe(true);
    }
  });
});
