import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { library } from "../support/session.ts";
import { fuzzCase } from "./fuzz-case.ts";
import { runCase } from "./run-case.ts";
import { chainsIn } from "./streams.ts";

/** Another seed makes other cases; a case is found again by its seed and number alone. */
const SEED = Number(process.env.LARMOR_FUZZ_SEED ?? 1);
const CASES = Number(process.env.LARMOR_FUZZ_CASES ?? 2000);
const BLOCK = 250;

const folder = mkdtempSync(join(tmpdir(), "larmor-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("streams that were damaged", async () => {
  // How BART takes damaged data is not ours to test, and its processes would take most of the time.
  const names = (await library.names()).filter((name) => !name.startsWith("bart-"));
  const chains = chainsIn(fileURLToPath(new URL("../../pipelines/", import.meta.url)), names);
  const blocks = Array.from({ length: Math.ceil(CASES / BLOCK) }, (_, block) => block * BLOCK);

  it.each(blocks)(
    "are answered as the protocol allows, %i and those behind it",
    async (first) => {
      for (let number = first; number < Math.min(first + BLOCK, CASES); number += 1) {
        const fuzz = fuzzCase(SEED, number, chains);
        const complaints = await runCase(fuzz, folder);
        expect(complaints, `seed ${SEED}, case ${number}: ${fuzz.mutations.join(", ")}`).toEqual([]);
      }
    },
    300_000,
  );
});
