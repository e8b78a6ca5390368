import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { fuzzCase } from "./fuzz-case.ts";
import { packageChains } from "./package-chains.ts";
import { runCase } from "./run-case.ts";
import { FuzzedServer } from "./server-case.ts";

/** Cases depend on the seed; seed and number identify a case. */
const SEED = Number(process.env.LARMOR_FUZZ_SEED ?? 1);
const CASES = Number(process.env.LARMOR_FUZZ_CASES ?? 2000);
const BLOCK = 250;

/** Number of cases that are also sent to a real server, over sockets. */
const SERVER_CASES = 24;

const folder = mkdtempSync(join(tmpdir(), "larmor-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("damaged streams", async () => {
  const chains = await packageChains();
  const blocks = Array.from({ length: Math.ceil(CASES / BLOCK) }, (_, block) => block * BLOCK);

  it.each(blocks)(
    "are answered according to the protocol, from case %i on",
    async (first) => {
      for (let number = first; number < Math.min(first + BLOCK, CASES); number += 1) {
        const fuzz = fuzzCase(SEED, number, chains);
        const problems = await runCase(fuzz, folder);
        expect(problems, `seed ${SEED}, case ${number}: ${fuzz.mutations.join(", ")}`).toEqual([]);
      }
    },
    300_000,
  );

  it("are answered over sockets by a server that survives, and whose processes end", { timeout: 300_000 }, async () => {
    const server = await FuzzedServer.start(folder);
    onTestFinished(() => void server.end());
    for (let number = CASES; number < CASES + SERVER_CASES; number += 1) {
      const fuzz = fuzzCase(SEED, number, chains);
      // The machine of a test may be busy for longer than the 5 s of the script.
      const problems = await server.run(fuzz, 60);
      expect(problems, `seed ${SEED}, case ${number}: ${fuzz.mutations.join(", ")}`).toEqual([]);
    }
    expect(await server.end()).toEqual([]);
  });
});
