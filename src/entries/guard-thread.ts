// Tells the supervisor which step is at work, and ends the process where it is stuck for too long.
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { WatchedProcess } from "../app/serving/session-guard.ts";
import type { LastWords } from "../server/index.ts";

const LOOK_MS = 50;
/** Most that one look counts: a process that was stopped for a while was not stuck. */
const MOST_MS = 10 * LOOK_MS;

const { cell, turns, hangSeconds, lastWords } = workerData as WatchedProcess;
const names: string[] = [];
let told = 0;
let turn = -1;
let stuckMs = 0;
let looked = performance.now();

parentPort!.on("message", (name: string) => names.push(name));

setInterval(() => {
  const step = Atomics.load(cell, 0);
  const now = performance.now();
  const turned = Atomics.load(turns, 0);
  stuckMs = turned === turn ? stuckMs + Math.min(now - looked, MOST_MS) : 0;
  [turn, looked] = [turned, now];
  const name = names[step - 1];
  if (step !== told) say({ at: name ?? null });
  told = step;
  if (hangSeconds === 0 || stuckMs < hangSeconds * 1000) return;
  const limit = `${hangSeconds} s, which is the limit; the server's --hang-timeout raises it`;
  const what = name === undefined ? "the session" : `${name}: it`;
  const reason = `${what} has been at work without a pause for more than ${limit}`;
  say({ refusal: { code: "server/hung", reason } });
  process.kill(process.pid, "SIGKILL");
}, LOOK_MS);

function say(words: LastWords): void {
  try {
    writeSync(lastWords, `${JSON.stringify(words)}\n`);
  } catch {
    // The supervisor has gone: nobody is left to be told, and a process that is stuck has to end all the more.
  }
}
