import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { Chance } from "../../fuzz/chance.ts";
import { serve } from "../../support/cli.ts";
import { noProcessFiles, withReason } from "../../support/peers.ts";
import { propertySeed } from "../../support/property-seed.ts";
import { killed, killedSession, killedWriter } from "./killed-writer.ts";
import { issuesOf, type Judges, prefixJudges } from "./prefix-judges.ts";

/** 20 kills in all; `npm run crash` runs 200. */
const WRITERS = 14;
const SESSIONS = 6;

/** The times of the kills. */
const chance = new Chance(propertySeed, 0);

const folder = mkdtempSync(join(tmpdir(), "kill-"));
let judges: Judges;
beforeAll(() => {
  judges = prefixJudges(folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

// Without h5py or libismrmrd, Larmor's reader is the only judge.
describe("a file whose writer is killed holds every committed message, in order and bit for bit", () => {
  it("if the process only writes", { timeout: 300_000 }, async () => {
    const files = await killed(WRITERS, 3, (i) => killedWriter(`${folder}/${i}.h5`, chance.below(150)));
    expect(await issuesOf(files, judges)).toEqual([]);
  });

  const session = withReason("if it is a session, whose client is notified and whose server continues", noProcessFiles);
  it.skipIf(noProcessFiles)(session, { timeout: 300_000 }, async () => {
    const server = await serve("-s", "-S", folder);
    onTestFinished(() => void server.process.kill("SIGKILL"));
    const files = await killed(SESSIONS, 2, () => killedSession(server, chance.below(150)));
    expect(await issuesOf(files, judges)).toEqual([]);
    expect(server.process.exitCode).toBeNull();
  });
});
