// SIGKILL while data are saved, at random times: npm run crash [-- --times 200 --seed 1]. Half of the kills hit a
// process that only writes a file, half the session of a server that saves its client's data. Every file must then have
// all committed data, bit for bit, as read by Larmor, h5py and libismrmrd. The outcome is written to
// docs/reliability.md, or the file given by --table. The exit code is 1 if anything failed. Needs /proc.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { killed, killedSession, killedWriter } from "../test/formats/mrd-hdf5/killed-writer.ts";
import { issuesOf, prefixJudges } from "../test/formats/mrd-hdf5/prefix-judges.ts";
import { Chance } from "../test/fuzz/chance.ts";
import { serve } from "../test/support/cli.ts";
import { writeRow } from "./reliability-table.ts";

/** Number of files of each kind that are checked together, to limit disk space. */
const BATCH = 10;
/** Delay after the first commit; the files have up to some thousand readouts then. */
const MOST_MS = 300;

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    table: { type: "string" },
  },
});
const times = Number(values.times);
const seed = Number(values.seed);
if (!(Number.isInteger(seed) && times >= 2)) throw new Error("--seed is a whole number, --times at least 2");

const folder = mkdtempSync(join(tmpdir(), "larmor-crash-"));
const saved = join(folder, "saved");
const judges = prefixJudges(folder);
for (const reason of judges.missing) console.log(`not judged by all: ${reason}`);
const server = await serve("-s", "-S", saved);
let serverEnded = false;
server.process.once("exit", () => {
  serverEnded = true;
});

const half = Math.floor(times / 2);
const wrong: string[] = [];
let [kills, readouts] = [0, 0];
const afterMs = (number: number) => new Chance(seed, number).below(MOST_MS);
try {
  for (let first = 0; first < half && !serverEnded; first += BATCH) {
    const count = Math.min(BATCH, half - first);
    const files = [
      ...(await killed(count, 2, (i) => killedWriter(join(folder, `${first + i}.h5`), afterMs(first + i)))),
      ...(await killed(count, 2, (i) => killedSession(server, afterMs(half + first + i)))),
    ];
    kills += files.length;
    for (const file of files) readouts += file.readouts;
    const issues = await issuesOf(files, judges);
    for (const issue of issues) console.error(issue);
    wrong.push(...issues);
    if (issues.length > 0) break; // The files are retained for inspection.
    for (const { path } of files) rmSync(path);
    console.log(`${kills} kills: ${readouts} readouts were committed, none lost`);
  }
} catch (error) {
  wrong.push((error as Error).message);
  console.error(error);
}
if (serverEnded) wrong.push("the server died, too");
server.process.kill("SIGTERM");
if (wrong.length === 0) rmSync(folder, { recursive: true });
else console.error(`seed ${seed}; the files are in ${folder}`);

const by = [...judges.judges.keys()].join(", ");
writeRow(values.table ?? new URL("../docs/reliability.md", import.meta.url), "kills while saving", {
  command: "`npm run crash`",
  cases: `${kills} SIGKILLs, half of them at sessions of a server, seed ${seed}`,
  survived: `${readouts} committed readouts, bit for bit, read by ${[by, ...judges.missing].join("; ")}`,
  lost: wrong.length === 0 ? "nothing" : `${wrong.length}: ${wrong[0]}`,
  date: new Date().toISOString().slice(0, 10),
});
process.exit(wrong.length === 0 ? 0 : 1);
