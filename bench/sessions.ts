import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { SessionSettings } from "../src/app/serving/session-settings.ts";
import { defaultLimits } from "../src/app/settings/limits.ts";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream, type Stream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { figuresBeside, reconstruction, timeReconstruction } from "./peers.ts";
import { BenchServer, cpuSecondsOf } from "./server.ts";

const CHAIN = "default";
const IN_A_ROW = 200;

/** Many short sessions: 64² with 4 coils and 20 repetitions each. The unit of time is that of a long measurement. */
export async function sessions({ folder, rounds }: Setting): Promise<Figure[]> {
  const [long, short] = ["long.h5", "short.h5"].map((name) => join(folder, name)) as [string, string];
  await writePhantom(long, { matrix: 256, coils: 8, repetitions: 100 });
  await writePhantom(short, { matrix: 64, coils: 4, repetitions: 20 });
  const stream = await loadStream(short);
  const server = await BenchServer.start();
  const row: { readonly ms: number; readonly cpuSeconds: number }[] = [];
  const seconds = await interleaved(rounds, {
    unit: () => timeReconstruction(long),
    eight: () => together(server, stream, 8),
    row: async () => {
      row.push(await inARow(server, stream));
      return row.at(-1)!.ms / 1000;
    },
    rowCpu: () => row.at(-1)!.cpuSeconds,
    thirty: () => fresh((server) => together(server, stream, 30)),
    coldCpu: coldProcessSeconds,
    firstImage: () => startToFirstImage(stream),
  });
  await server.stop();
  const inUnits = figuresBeside(seconds.unit);
  return [
    inUnits(`8 short sessions at the same time, vs. ${reconstruction} of 848 MB`, seconds.eight!),
    inUnits("30 at the same time, on a server with one process ready", seconds.thirty!),
    { name: `${IN_A_ROW} short sessions in a row: each`, larmor: 1000 * seconds.row!, unit: "ms" },
    { name: `${IN_A_ROW} short sessions in a row: processor time of each`, larmor: seconds.rowCpu!, unit: "s" },
    { name: "a new process: processor time until it is ready", larmor: seconds.coldCpu!, unit: "s" },
    { name: "start of a server to its first image", larmor: seconds.firstImage!, unit: "s" },
  ];
}

/** @returns seconds from the first connection to the end of the last session */
async function together({ port }: BenchServer, stream: Stream, count: number): Promise<number> {
  const started = performance.now();
  await Promise.all(Array.from({ length: count }, () => feed(port, CHAIN, stream)));
  return (performance.now() - started) / 1000;
}

async function inARow(server: BenchServer, stream: Stream): Promise<{ ms: number; cpuSeconds: number }> {
  const [started, cpu] = [performance.now(), server.cpuSeconds()];
  for (let i = 0; i < IN_A_ROW; i += 1) await feed(server.port, CHAIN, stream);
  const ms = (performance.now() - started) / IN_A_ROW;
  await pause(100); // the process of the last session has not counted all of its time yet
  return { ms, cpuSeconds: (server.cpuSeconds() - cpu) / IN_A_ROW };
}

async function fresh(measure: (server: BenchServer) => Promise<number>): Promise<number> {
  const server = await BenchServer.start();
  try {
    return await measure(server);
  } finally {
    await server.stop();
  }
}

async function startToFirstImage(stream: Stream): Promise<number> {
  const server = await BenchServer.cold();
  const { firstImageMs } = await feed(server.port, CHAIN, stream);
  await server.stop();
  return (server.listeningMs + firstImageMs) / 1000;
}

/** Processor time that a process of sessions has taken when it reports that it is ready. */
async function coldProcessSeconds(): Promise<number> {
  const settings: SessionSettings = {
    logging: { verbose: false, file: undefined, crlf: false, json: false },
    defaultConfig: undefined,
    authors: { gadgets: [], pipelines: [] },
    threads: 2,
    sessionsPerProcess: 1,
    noise: undefined,
    limits: defaultLimits,
    saving: { folder: "", always: false, nameByProtocol: false },
  };
  const module = fileURLToPath(new URL("../dist/src/entries/session-process.js", import.meta.url));
  const child = fork(module, [JSON.stringify(settings)], { execArgv: ["--max-semi-space-size=4"] });
  await once(child, "message");
  const seconds = cpuSecondsOf(child.pid!);
  child.disconnect();
  await once(child, "exit");
  return seconds;
}
