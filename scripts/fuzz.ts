// Runs many damaged streams: npm run fuzz [-- --cases 100000 --seed 1 --server 0.05 --workers 2]. A share of the cases
// is sent over sockets to a real server of each worker, the rest to sessions within the workers. Every session must
// answer as the protocol allows and end, servers must survive, and memory must be released. Failures are printed with
// the command that repeats them: --case runs a single one. The outcome is written to docs/reliability.md, or the file
// given by --table. The exit code is 1 if anything failed.
import { type ChildProcess, fork } from "node:child_process";
import { parseArgs } from "node:util";
import type { FuzzReport, FuzzWork } from "./fuzz.process.ts";
import { writeRow } from "./reliability-table.ts";

/** Maximum time without a message of a worker: longer than a case may take, which the worker checks itself. */
const SILENCE_MS = 300_000;

/** Maximum growth of the resident memory of a process, from the first tenth of the cases to the end. */
const MOST_GROWTH_MEGABYTES = 64;

/** Maximum number of failures that are printed, and of lines of each. */
const MOST_FAULTS = 20;
const MOST_LINES = 8;

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    server: { type: "string", default: "0.05" },
    workers: { type: "string", default: "2" },
    case: { type: "string" },
    table: { type: "string" },
  },
});
const seed = Number(values.seed);
const share = Number(values.server);
const only = values.case === undefined ? undefined : Number(values.case);
const first = only ?? 0;
const end = only === undefined ? Number(values.cases) : only + 1;
const workers = only === undefined ? Number(values.workers) : 1;
if (!(Number.isInteger(seed) && share >= 0 && share <= 1 && end > first && workers >= 1))
  throw new Error("--seed, --case: whole numbers; --cases, --workers: at least 1; --server: a share between 0 and 1");

const wrong: string[] = [];
const grown: number[] = [];
let [cases, sockets] = [0, 0];
const started = performance.now();
const seconds = () => (performance.now() - started) / 1000;
const running = new Set<ChildProcess>();

function complain(text: string): void {
  wrong.push(text);
  console.error(text);
  if (wrong.length === MOST_FAULTS) for (const child of running) child.kill("SIGKILL");
}

function work(index: number): Promise<void> {
  const task: FuzzWork = { seed, share, first: first + index, end, step: workers };
  const child = fork(new URL("fuzz.process.ts", import.meta.url), [JSON.stringify(task)], {
    execArgv: [...process.execArgv, "--expose-gc"],
  });
  running.add(child);
  let last: { number: number; overSocket: boolean } | undefined;
  let silent = false;
  let server: number | undefined;
  const silence = setTimeout(() => {
    silent = true;
    child.kill("SIGKILL");
  }, SILENCE_MS);
  const repeat = (number: number, overSocket: boolean) =>
    `npm run fuzz -- --seed ${seed} --case ${number} --server ${overSocket ? 1 : 0}`;
  child.on("message", (report: FuzzReport) => {
    silence.refresh();
    if (report.kind === "started") last = report;
    else if (report.kind === "ended") {
      cases += 1;
      if (last?.overSocket) sockets += 1;
    } else if (report.kind === "wrong") {
      const { number, overSocket, mutations, issues } = report;
      const what = `seed ${seed}, case ${number} (${mutations.join(", ") || "nothing changed"})`;
      const lines = issues.join("\n").split("\n").slice(0, MOST_LINES);
      complain(`${what}: ${lines.join("\n")}\n  ${repeat(number, overSocket)}`);
    } else if (report.kind === "grown") {
      grown.push(report.megabytes);
      const { who, megabytes } = report;
      if (megabytes > MOST_GROWTH_MEGABYTES) complain(`the memory of ${who} grew by ${megabytes.toFixed(0)} MB`);
    } else if (report.kind === "server") server = report.pid;
    else complain(report.text);
  });
  return new Promise((resolve) => {
    child.once("exit", (code, signal) => {
      running.delete(child);
      clearTimeout(silence);
      if (code !== 0 && server !== undefined) process.kill(server, "SIGTERM");
      const why = silent ? `sent no message for ${SILENCE_MS / 1000} s` : `ended (${signal ?? `exit code ${code}`})`;
      const where = last && `, at seed ${seed}, case ${last.number}\n  ${repeat(last.number, last.overSocket)}`;
      if (code !== 0 && wrong.length < MOST_FAULTS) complain(`a process of sessions ${why}${where ?? ""}`);
      resolve();
    });
  });
}

const progress = setInterval(() => console.log(`${seconds().toFixed(0).padStart(5)} s  ${cases} cases`), 30_000);
await Promise.all(Array.from({ length: workers }, (_, index) => work(index)));
clearInterval(progress);

const most =
  grown.length === 0 ? "too few cases to judge memory" : `memory grew by ${Math.max(...grown).toFixed(0)} MB at most`;
const outcome = `${cases} cases, ${sockets} of them over sockets`;
console.log(`${outcome}; ${most}; ${wrong.length} wrong; ${seconds().toFixed(0)} s`);
if (only === undefined) {
  writeRow(values.table ?? new URL("../docs/reliability.md", import.meta.url), "damaged streams", {
    command: "`npm run fuzz`",
    cases: `${outcome}, seed ${seed}`,
    survived: `${cases - wrong.length}; ${most}`,
    lost: wrong.length === 0 ? "nothing" : `${wrong.length}: ${wrong[0]!.split("\n")[0]}`,
    date: new Date().toISOString().slice(0, 10),
  });
}
process.exit(wrong.length === 0 ? 0 : 1);
