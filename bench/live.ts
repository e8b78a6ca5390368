import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writePhantom } from "../src/simulator/index.ts";
import type { Figure, Setting } from "./bench.ts";
import { feed, loadStream } from "./feed.ts";
import { interleaved, median } from "./measure.ts";
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
 * What browsers cost a session of 848 MB: with one socket of the page and with 20, with the page open in Chromium, and
 * with a Chromium that is stopped, alternating with a server that no browser watches. All run on this machine: sockets
 * show what session and server pay, and an open Chromium draws on the session's cores in addition.
 */
export async function live({ folder, rounds }: Setting): Promise<Figure[]> {
  const path = join(folder, "live.h5");
  await writePhantom(path, { matrix: 256, coils: 8, repetitions: 100 });
  const stream = await loadStream(path);
  const http = ["--http", "127.0.0.1:0"];
  const servers = {
    without: await BenchServer.start(),
    unwatched: await BenchServer.start(...http),
    socket: await BenchServer.start(...http),
    sockets: await BenchServer.start(...http),
    ...(existsSync(CHROMIUM) && { open: await BenchServer.start(...http), stopped: await BenchServer.start(...http) }),
  };
  const started: ChildProcess[] = [
    startReaders(servers.socket.httpPort!, 1),
    startReaders(servers.sockets.httpPort!, BROWSERS),
  ];
  if (servers.open !== undefined) started.push(startChromium(servers.open.httpPort!, join(folder, "open")));
  if (servers.stopped !== undefined) started.push(startChromium(servers.stopped.httpPort!, join(folder, "stopped")));
  try {
    await pause(5000); // until the page has loaded
    if (servers.stopped !== undefined) process.kill(-started.at(-1)!.pid!, "SIGSTOP");
    /** Of the session and of the server's own process. */
    const processorSeconds = new Map<BenchServer, number[]>();
    const through = (server: BenchServer) => async () => {
      await server.warm();
      const before = server.ownCpuSeconds();
      const { seconds } = await feed(server.port, "default", stream);
      await pause(500); // until the server has sent the last report to its browsers, and logged the session
      const total = server.sessions.at(-1)!.cpuSeconds + server.ownCpuSeconds() - before;
      processorSeconds.set(server, [...(processorSeconds.get(server) ?? []), total]);
      return seconds;
    };
    const runs = Object.entries(servers).map(([name, server]) => [name, through(server)] as const);
    const seconds: Readonly<Record<string, number | undefined>> = await interleaved(rounds, Object.fromEntries(runs));
    const figure = (name: string, larmor: number | undefined, other: number): Figure[] =>
      larmor === undefined ? [] : [{ name, larmor, unit: "s", other, ratio: other / larmor }];
    const cpu = (server: BenchServer | undefined) => server && median(processorSeconds.get(server)!);
    const { unwatched } = seconds;
    const unwatchedCpu = cpu(servers.unwatched)!;
    return [
      ...figure("--http, vs. without", unwatched, seconds.without!),
      ...figure("a socket of the page, vs. unwatched", seconds.socket, unwatched!),
      ...figure("the same: processor time of session and server", cpu(servers.socket), unwatchedCpu),
      ...figure(`${BROWSERS} sockets, vs. unwatched`, seconds.sockets, unwatched!),
      ...figure("the same: processor time of session and server", cpu(servers.sockets), unwatchedCpu),
      ...figure("page open in Chromium on the same cores, vs. unwatched", seconds.open, unwatched!),
      ...figure("the same: processor time of session and server", cpu(servers.open), unwatchedCpu),
      ...figure("stopped Chromium, vs. unwatched", seconds.stopped, unwatched!),
    ];
  } finally {
    for (const child of started) endGroup(child);
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await Promise.all(started.map((child) => child.exitCode ?? child.signalCode ?? once(child, "exit")));
  }
}

function startReaders(port: number, count: number): ChildProcess {
  const address = `ws://127.0.0.1:${port}/api/live`;
  const options = ["--input-type=module", "-e", readers, address, String(count)];
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
