// Reports the running step to the supervisor, and ends the process if it is stuck for too long.
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { WatchedProcess } from "../app/serving/session-guard.ts";
import { withCode } from "../errors/index.ts";
import type { ExitReport } from "../server/index.ts";
import { printable } from "../text/index.ts";

const CHECK_MS = 50;
/** Maximum time that one check adds: a process that was stopped for a while was not stuck. */
const MOST_MS = 10 * CHECK_MS;
/** After which time a command says that a step is at work; later each time after twice as long. */
const FIRST_REPORT_MS = 5000;

const { cell, turns, hangSeconds, exitReport } = workerData as WatchedProcess;
const names: string[] = [];
let reported = 0;
let turn = -1;
let stuckMs = 0;
let checkedAt = performance.now();
let nextReportMs = FIRST_REPORT_MS;

parentPort!.on("message", (name: string) => names.push(name));

setInterval(() => {
  const step = Atomics.load(cell, 0);
  const now = performance.now();
  const turned = Atomics.load(turns, 0);
  stuckMs = turned === turn ? stuckMs + Math.min(now - checkedAt, MOST_MS) : 0;
  [turn, checkedAt] = [turned, now];
  const name = names[step - 1];
  if (step !== reported) write({ at: name ?? null });
  reported = step;
  if (stuckMs === 0) nextReportMs = FIRST_REPORT_MS;
  if (exitReport === undefined && stuckMs >= nextReportMs) {
    print(`${name ?? "the command"} has been at work without a pause for ${Math.round(stuckMs / 1000)} s`);
    nextReportMs *= 2;
  }
  if (hangSeconds === 0 || stuckMs < hangSeconds * 1000) return;
  const limit = `${hangSeconds} s, which is the limit; ${exitReport === undefined ? "" : "the server's "}--hang-timeout raises it`;
  const what = name === undefined ? "the session" : `${name}: it`;
  const reason = `${what} has been at work without a pause for more than ${limit}`;
  if (exitReport === undefined) print(withCode(reason, "server/hung"));
  write({ refusal: { code: "server/hung", reason } });
  process.kill(process.pid, "SIGKILL");
}, CHECK_MS);

function write(report: ExitReport): void {
  if (exitReport === undefined) return;
  try {
    writeSync(exitReport, `${JSON.stringify(report)}\n`);
  } catch {
    // The supervisor has ended. A process that is stuck still has to end.
  }
}

/** For a command: its own output may be lost, since its process is stuck. */
function print(text: string): void {
  writeSync(2, `larmor: ${printable(text)}\n`);
}
