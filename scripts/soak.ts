// Load on a real server: npm run soak [-- --minutes 60 --sessions 2000 --open 200 --max-sessions 4]. First --open
// sessions are opened at the same time, then others follow one by one until both --minutes and --sessions are reached.
// Each must get the same image. Memory and descriptors of the server must not grow, and nothing may be left at the end.
// The outcome is written to docs/reliability.md, or the file given by --table. The exit code is 1 if anything failed.
// Needs /proc.
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { serve } from "../test/support/cli.ts";
import { converse, oneImage, onlyImage } from "../test/support/converse.ts";
import { settledState } from "../test/support/process-state.ts";
import { writeRow } from "./reliability-table.ts";
import { growthOf, type Sample, sampleOf } from "./soak-samples.ts";

/** Time limit of a session in seconds, and additional time per session queued before it. */
const SESSION_SECONDS = 120;
const WAIT_SECONDS = 10;

/** After this many consecutive failures, the server is assumed not to recover. */
const HOPELESS = 20;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    sessions: { type: "string", default: "2000" },
    open: { type: "string", default: "200" },
    "max-sessions": { type: "string", default: "4" },
    table: { type: "string" },
  },
});
const minutes = Number(values.minutes);
const sessions = Number(values.sessions);
const open = Number(values.open);
const maxSessions = Number(values["max-sessions"]);
if (![minutes, sessions, open, maxSessions].every((value) => value >= 0))
  throw new Error("all options must be numbers of at least 0");
const table = values.table ?? new URL("../docs/reliability.md", import.meta.url);

const measurement = oneImage({ size: 32 });
const wrong: string[] = [];
const samples: Sample[] = [];
let served = 0;
let mostChildren = 0;
let first: Buffer | undefined;

/** One session, whose image must equal that of the first. */
async function session(port: number, who: string, seconds: number): Promise<boolean> {
  const patience = new AbortController();
  try {
    const late = pause(seconds * 1000, undefined, { signal: patience.signal }).then(() => {
      throw new Error(`it did not end within ${seconds} s`);
    });
    const image = onlyImage(await Promise.race([converse(port, measurement), late]));
    first ??= image;
    if (!image.equals(first)) throw new Error("its image differs from that of the first");
    served += 1;
    return true;
  } catch (error) {
    wrong.push(`${who}: ${(error as Error).message}`);
    console.error(wrong.at(-1));
    return false;
  } finally {
    patience.abort();
  }
}

const started = performance.now();
const elapsedSeconds = () => (performance.now() - started) / 1000;
const report = (text: string) => console.log(`${elapsedSeconds().toFixed(0).padStart(5)} s  ${text}`);

const server = await serve("--max-sessions", String(maxSessions));
const pid = server.process.pid!;
// The server is stopped, however this process exits.
process.once("exit", () => server.process.kill("SIGKILL"));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
const ended = new Promise<never>((_, reject) => {
  server.process.once("exit", (code, signal) => reject(new Error(`the server ended (${signal ?? code})`)));
});
ended.catch(() => {});
/** Samples the server at intervals. */
function watching(keep: boolean): NodeJS.Timeout {
  const intervalMs = Math.max(1000, (minutes * 60_000) / 400);
  return setInterval(() => {
    if (server.process.exitCode !== null || server.process.signalCode !== null) return; // Reported elsewhere.
    const sample = sampleOf(pid);
    mostChildren = Math.max(mostChildren, sample.children);
    if (keep) samples.push(sample);
  }, intervalMs);
}

let inARow = 0;
try {
  await Promise.race([load(), ended]);
} catch (error) {
  wrong.push((error as Error).message);
}
finish();

async function load(): Promise<void> {
  await session(server.port, "the first", SESSION_SECONDS);
  const calm = await settledState(pid);

  const burst = watching(false);
  const progress = setInterval(() => report(`${served - 1} of ${open} simultaneous sessions are served`), 10_000);
  const patience = SESSION_SECONDS + open * WAIT_SECONDS;
  await Promise.all(
    Array.from({ length: open }, (_, i) => session(server.port, `${i + 1} of ${open} simultaneous sessions`, patience)),
  );
  clearInterval(progress);
  clearInterval(burst);
  report(`all ${open} simultaneous sessions have ended`);

  const row = watching(true);
  const start = elapsedSeconds();
  let lastReport = start;
  let failures = 0;
  while (elapsedSeconds() - start < minutes * 60 || inARow < sessions) {
    inARow += 1;
    failures = (await session(server.port, `${inARow} in a row`, SESSION_SECONDS)) ? 0 : failures + 1;
    if (failures === HOPELESS) throw new Error(`${failures} consecutive sessions failed`);
    if (elapsedSeconds() - lastReport < 30 || samples.length === 0) continue;
    lastReport = elapsedSeconds();
    const { megabytes, descriptors, children } = samples.at(-1)!;
    report(`${inARow} in a row: ${megabytes.toFixed(1)} MB, ${descriptors} descriptors, ${children} processes`);
  }
  clearInterval(row);

  const left = await Promise.race([settledState(pid), pause(SESSION_SECONDS * 1000, undefined, { ref: false })]);
  if (left === undefined) wrong.push("the server's processes did not end");
  else if (left.descriptors > calm.descriptors)
    wrong.push(`${left.descriptors - calm.descriptors} descriptors are left`);
  if (mostChildren > maxSessions + 1)
    wrong.push(`the server had ${mostChildren} processes, with --max-sessions ${maxSessions}`);
  const errors = server.log().match(/^\{"level":[56]0,.*$/gm) ?? [];
  for (const error of errors) wrong.push(`the server logged: ${error}`);
}

/** Checks the results, reports, and exits with 0 or 1. */
function finish(): void {
  const facts = ["megabytes", "descriptors"].map((quantity) => {
    const growth = growthOf(samples, quantity as "megabytes" | "descriptors");
    if (growth === undefined) return `${quantity}: too few samples to decide`;
    const fact = `${quantity}: ${growth.early.toFixed(0)} early, ${growth.late.toFixed(0)} late`;
    if (!growth.flat) wrong.push(`it grew, ${fact}`);
    return fact;
  });
  const time = `${(elapsedSeconds() / 60).toFixed(0)} minutes`;
  writeRow(table, "load", {
    command: "`npm run soak`",
    cases: `${open} sessions open at the same time over ${maxSessions}, ${inARow} in a row, ${time}`,
    survived: `${served} correct images; ${facts.join("; ")}`,
    lost: wrong.length === 0 ? "nothing" : `${wrong.length}: ${wrong[0]}`,
    date: new Date().toISOString().slice(0, 10),
  });
  report(
    `${served} correct images in ${time}; ${facts.join("; ")}; at most ${mostChildren} processes at the same time`,
  );
  for (const each of wrong) report(`wrong: ${each}`);
  process.exit(wrong.length === 0 ? 0 : 1);
}
