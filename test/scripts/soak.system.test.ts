import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { growthOf, type Sample } from "../../scripts/soak-samples.ts";
import { temporaryPath } from "../formats/mrd-hdf5/fixtures.ts";
import { noProcessFiles, withReason } from "../support/peers.ts";

/** A run in which one quantity goes from one value to another, and the others are constant. */
const samples = (value: (part: number) => Partial<Sample>): Sample[] =>
  Array.from({ length: 200 }, (_, i) => ({ megabytes: 60, descriptors: 30, children: 2, ...value(i / 200) }));

describe("growthOf", () => {
  it("accepts quantities that rise only at the start, or temporarily", () => {
    const run = samples((part) => ({ megabytes: part < 0.1 ? 40 : Math.round(part * 200) % 9 === 0 ? 90 : 60 }));
    expect(growthOf(run, "megabytes")).toEqual({ early: 60, late: 60, flat: true });
    expect(growthOf(run, "descriptors")).toEqual({ early: 30, late: 30, flat: true });
  });

  it("finds a slow leak", () => {
    const run = samples((part) => ({ megabytes: 60 + 12 * part, descriptors: 30 + Math.round(10 * part) }));
    expect(growthOf(run, "megabytes")).toMatchObject({ flat: false });
    expect(growthOf(run, "descriptors")).toMatchObject({ flat: false });
  });

  it("does not judge a few samples", () => {
    expect(growthOf(samples(() => ({})).slice(0, 20), "megabytes")).toBeUndefined();
  });
});

describe.skipIf(noProcessFiles)(withReason("npm run soak", noProcessFiles), () => {
  it("loads a server, and writes the outcome into the table", async () => {
    const table = temporaryPath("reliability.md");
    writeFileSync(table, "<!-- results: written by the scripts -->\n| what |\n|---|\n<!-- /results -->\n");
    const script = fileURLToPath(new URL("../../scripts/soak.ts", import.meta.url));
    const flags = ["--minutes", "0", "--sessions", "2", "--open", "2", "--max-sessions", "1", "--table", table];
    const args = ["--import", "jiti/register", script, ...flags];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 110_000 });
    expect(stdout).toMatch(/5 correct images in 0 minutes;.*at most \d processes at the same time\n$/);
    const [, row] = /\| load \|(.*)\|\n/.exec(readFileSync(table, "utf8"))!;
    expect(row).toMatch(
      /2 sessions open at the same time over 1, 2 in a row, 0 minutes \| 5 correct images;.* \| nothing \| 20/,
    );
  }, 120_000);
});
