import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved } from "./measure.ts";
import { BenchServer } from "./server.ts";

const CHROMIUM = "/usr/bin/chromium";
const BROWSERS = 20;

/** A process that opens sockets of the live page and reads what comes. */
const readers = `
  import WebSocket from "ws";
  for (let i = 0; i < Number(process.argv[2]); i += 1) {
    const socket = new WebSocket(process.argv[1]);
    socket.on("message", () => {});
    socket.on("error", () => process.exit(1));
  }
`;

/**
 * What browsers cost a session of 848 MB: with the page open in Chromium, with the same stopped, and with 20 sockets,
 * alternating with a server that nobody watches. All run on this machine, the browsers too.
 */
export async function live({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "live.h5");
  await writePhantom(path, { matrix: 256, coils: 8, repetitions: 100 });
  const stream = await loadStream(path);
  const http = ["--http", "127.0.0.1:0"];
  const servers = {
    without: await BenchServer.start(),
    unwatched: await BenchServer.start(...http),
    sockets: await BenchServer.start(...http),
    ...(existsSync(CHROMIUM) && { open: await BenchServer.start(...http), stopped: await BenchServer.start(...http) }),
  };
  const started: ChildProcess[] = [startReaders(servers.sockets.httpPort!)];
  if (servers.open !== undefined) started.push(startChromium(servers.open.httpPort!, join(folder, "open")));
  if (servers.stopped !== undefined) started.push(startChromium(servers.stopped.httpPort!, join(folder, "stopped")));
  try {
    await pause(5000); // until the page has loaded
    if (servers.stopped !== undefined) process.kill(-started.at(-1)!.pid!, "SIGSTOP");
    const through = (server: BenchServer) => async () => {
      await server.warm();
      return (await feed(server.port, "default", stream)).seconds;
    };
    const runs = Object.entries(servers).map(([name, server]) => [name, through(server)] as const);
    const seconds: Readonly<Record<string, number | undefined>> = await interleaved(rounds, Object.fromEntries(runs));
    const figure = (name: string, larmor: number | undefined, other: number): Figure[] =>
      larmor === undefined ? [] : [{ name, larmor, unit: "s", other, ratio: other / larmor }];
    const cpu = (server: BenchServer | undefined) =>
      server?.sessions.map(({ cpuSeconds }) => cpuSeconds).sort((a, b) => a - b)[server.sessions.length >> 1];
    const unwatchedCpu = cpu(servers.unwatched)!;
    return [
      ...figure("processor time of the session, page open in a browser", cpu(servers.open), unwatchedCpu),
      ...figure("--http, vs. without", seconds.unwatched, seconds.without!),
      ...figure("page open in a browser, vs. unwatched", seconds.open, seconds.unwatched!),
      ...figure("stopped browser, vs. unwatched", seconds.stopped, seconds.unwatched!),
      ...figure(`${BROWSERS} sockets, vs. unwatched`, seconds.sockets, seconds.unwatched!),
    ];
  } finally {
    for (const child of started) endGroup(child);
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await Promise.all(started.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
  }
}

function startReaders(port: number): ChildProcess {
  const address = `ws://127.0.0.1:${port}/api/live`;
  const options = ["--input-type=module", "-e", readers, address, String(BROWSERS)];
  return spawn(process.execPath, options, { stdio: "ignore", detached: true });
}

/** Its processes are a group of their own, to be stopped and ended together. */
function startChromium(port: number, profile: string): ChildProcess {
  const options = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    `--user-data-dir=${profile}`,
    "--window-size=1280,800",
  ];
  return spawn(CHROMIUM, [...options, `http://127.0.0.1:${port}/`], { stdio: "ignore", detached: true });
}

function endGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
