import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { MrdFile } from "../../../src/formats/mrd-hdf5/index.ts";
import { MessageReader, serialize } from "../../../src/mrd/index.ts";
import type { RunningServer } from "../../support/cli.ts";
import { until } from "../../support/processes.ts";
import { smallHeader } from "../../support/small-measurement.ts";
import { configFile, text } from "../../support/wire-bytes.ts";
import { countedReadout } from "./counted-messages.ts";

const child = fileURLToPath(new URL("appending.process.ts", import.meta.url));

/** A file whose writer was killed. */
export interface KilledFile {
  readonly path: string;
  /** Time of the kill after the first commit. */
  readonly afterMs: number;
  /** Committed messages when it was killed, or shortly before. */
  readonly readouts: number;
  readonly images: number;
  /** Number of readouts to be saved; `undefined` if only the killed process knew it. */
  readonly sent?: number;
}

/** Several kills run in parallel, because a process takes longer to start than to kill. */
export async function killed(
  count: number,
  atOnce: number,
  kill: (i: number) => Promise<KilledFile>,
): Promise<KilledFile[]> {
  const files: KilledFile[] = [];
  for (let i = 0; i < count; i += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, count - i) }, (_, k) => kill(i + k));
    files.push(...(await Promise.all(batch)));
  }
  return files;
}

/**
 * Runs a process that writes a file, and kills it some time after its first commit. @throws Error if it never commits
 */
export async function killedWriter(path: string, afterMs: number): Promise<KilledFile> {
  const writer = spawn(process.execPath, ["--import", "jiti/register", child, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last = "0 0";
  for await (const line of createInterface({ input: writer.stdout })) {
    if (last === "0 0") setTimeout(() => writer.kill("SIGKILL"), afterMs);
    last = line;
  }
  if (last === "0 0") throw new Error(`the writer of ${path} ended before it committed anything`);
  const [readouts, images] = last.split(" ").map(Number);
  return { path, afterMs, readouts: readouts!, images: images! };
}

/** Bytes of messages after which the writer commits automatically. */
const COMMIT_BYTES = 2 ** 20;

/** Readouts that a client sends before it pauses, so that files do not grow as fast as the disk allows. */
const BATCH = 16;

/**
 * Sends readouts to a server that saves them, and kills the session's process some time after its first commit.
 * @returns the file
 * @throws Error if the client was not notified as the protocol requires
 */
export async function killedSession(server: RunningServer, afterMs: number): Promise<KilledFile> {
  const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
  const reader = new MessageReader();
  const answer: string[] = [];
  let onAnswer = () => {};
  socket.on("error", () => {}); // Its messages are more informative.
  socket.on("data", (chunk) => {
    for (const message of reader.push(chunk)) answer.push(message.kind === "text" ? message.text : message.kind);
    onAnswer();
  });
  const over = new Promise<void>((resolve) => socket.once("end", resolve).once("close", () => resolve()));
  for (const piece of [configFile("null"), text(3, smallHeader())]) socket.write(piece);
  let [sent, ended] = [0, false];
  void over.then(() => {
    ended = true;
  });
  const sending = (async () => {
    while (!ended) {
      let flowing = true;
      for (let k = 0; k < BATCH; k += 1, sent += 1)
        for (const piece of serialize(countedReadout(sent))) flowing = socket.write(piece);
      if (!flowing) await Promise.race([once(socket, "drain").catch(() => {}), over]);
      await pause(1);
      // Two clients, of which each sends for a millisecond, would run from timer to timer, and never read the answer.
      await nextTurn();
    }
  })();
  const path = await new Promise<string>((resolve, reject) => {
    onAnswer = () => {
      const saved = /are saved to (.+\.h5)$/.exec(answer.find((line) => line.includes("are saved to")) ?? "");
      if (saved !== null) resolve(saved[1]!);
    };
    void over.then(() => reject(new Error(`the session ended before it saved: ${answer.join("; ")}`)));
  });
  const [, session] = /_session(\d+)/.exec(path)!;
  const [, pid] = await server.logged(new RegExp(`"session":${session},[^\\n]*"handedTo":(\\d+)`));
  await until(() => ended || statSync(path).size > COMMIT_BYTES);
  await pause(afterMs);
  // Stopped, so that the committed data at the kill are known: a reader may see a partial change while another process
  // writes.
  process.kill(Number(pid), "SIGSTOP");
  await until(() => ended || isStopped(pid!));
  const committed = await readoutsIn(path);
  process.kill(Number(pid), "SIGKILL");
  await over;
  await sending;
  socket.destroy();
  const last = answer.slice(-2).join("; ");
  if (last !== "ERROR   the session's process died (signal SIGKILL) [server/process-died]; close") {
    throw new Error(`the client was not notified of its session's death, but got: ${answer.join("; ")}`);
  }
  return { path, afterMs, readouts: committed, images: 0, sent };
}

function isStopped(pid: string): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  return stat.slice(stat.lastIndexOf(")")).startsWith(") T");
}

async function readoutsIn(path: string): Promise<number> {
  const file = await MrdFile.open(path);
  try {
    return file.group().acquisitionCount;
  } finally {
    file.close();
  }
}
