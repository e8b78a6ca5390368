import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import type { Image } from "../../src/mrd/index.ts";
import { Supervisor, type SupervisorOptions } from "../../src/server/index.ts";
import { larmor, serve } from "../support/cli.ts";
import { converse, received } from "../support/converse.ts";
import { smallHeader, smallReadout, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-server-"));
afterAll(() => rmSync(folder, { recursive: true }));

const measurement = (config: string, repetitions = 1) => [
  configFile(config),
  text(3, smallHeader()),
  ...smallReadouts(repetitions),
  close,
];

describe("larmor serve", () => {
  const running: ChildProcess[] = [];
  afterEach(() => {
    for (const child of running.splice(0)) child.kill("SIGKILL");
  });
  const started = async (...args: string[]) => {
    const server = await serve(...args);
    running.push(server.process);
    return server;
  };

  it("serves concurrent sessions, each in its own process", async () => {
    const { port, log, logged } = await started();
    const sockets = [1, 2, 3].map(() => connect({ port, host: "127.0.0.1", allowHalfOpen: true }));
    for (const socket of sockets) socket.write(configFile("default"));
    await logged(/"session":3,[^\n]*connection accepted/);
    const processes = [...log().matchAll(/"handedTo":(\d+)/g)].map(([, pid]) => pid);
    expect(new Set(processes).size).toBe(3);
    const answers = sockets.map((socket, i) => {
      socket.end(Buffer.concat(measurement("default", i + 1).slice(1)));
      return received(socket);
    });
    const sessions = await Promise.all(answers);
    expect(sessions.map((messages) => messages.filter(({ kind }) => kind === "image").length)).toEqual([1, 2, 3]);
  });

  it("continues when a session's process is killed, and sends its client the reason", async () => {
    const { port, logged } = await started();
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    for (const piece of [configFile("default"), text(3, smallHeader()), smallReadout(0)]) socket.write(piece);
    const [, pid] = await logged(/"handedTo":(\d+)/);
    await logged(/reconstruction starts/);
    process.kill(Number(pid), "SIGKILL");
    expect(await received(socket)).toEqual([
      { kind: "text", text: "ERROR   the session's process died (signal SIGKILL) [server/process-died]" },
      { kind: "close" },
    ]);
    socket.destroy();
    expect((await converse(port, measurement("default"))).map(({ kind }) => kind)).toEqual(["image", "close"]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "finishes running sessions after %s, accepts no more, and ends with 0",
    async (signal) => {
      const { process: child, port, logged } = await started();
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      for (const piece of [configFile("default"), text(3, smallHeader()), ...smallReadouts(1)]) socket.write(piece);
      await logged(/reconstruction starts/);
      child.kill(signal);
      await logged(/waiting for running sessions/);
      await expect(once(connect({ port, host: "127.0.0.1" }), "connect")).rejects.toThrow(/ECONNREFUSED/);
      socket.end(close);
      expect((await received(socket)).map(({ kind }) => kind)).toEqual(["image", "close"]);
      expect(await once(child, "exit")).toEqual([0, null]);
    },
  );

  it("ends sessions that outlast the grace time, and sends their clients the reason", async () => {
    const { process: child, port, logged } = await started("--grace", "0");
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    for (const piece of [configFile("default"), text(3, smallHeader()), smallReadout(0)]) socket.write(piece);
    await logged(/reconstruction starts/);
    child.kill("SIGTERM");
    expect(await received(socket)).toEqual([
      { kind: "text", text: "ERROR   the server is shutting down [server/shutting-down]" },
      { kind: "close" },
    ]);
    socket.destroy();
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("reports in one line which address is in use", async () => {
    const { port } = await started();
    const { status, stderr } = await larmor(["serve", "-p", String(port)], folder);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^larmor: .*EADDRINUSE.*\n$/);
  });

  it("serves a client that sends one byte at a time", async () => {
    const { port } = await started();
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    const all = Buffer.concat(measurement("default"));
    const answer = received(socket);
    for (let i = 0; i < all.length; i += 1) {
      socket.write(all.subarray(i, i + 1));
      if (i % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    socket.end();
    const [image] = (await answer).filter((message): message is Image => message.kind === "image");
    expect([...image!.header.matrixSize]).toEqual([8, 8, 1]);
  });
});

describe("Supervisor", () => {
  const limits = { memoryMegabytes: 1000, sessionSeconds: 0 };
  const config = configFile("any");
  const connected = (port: number) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.write(config);
    return socket;
  };
  const supervise = (marker: string, failures = 1, more: Partial<SupervisorOptions> = {}, how = "exit") =>
    new Supervisor({
      host: "127.0.0.1",
      port: 0,
      maxSessions: 100,
      sessionModule: new URL("../support/flaky-session.mjs", import.meta.url),
      sessionArguments: [join(folder, marker), String(failures), how],
      standby: 1,
      configSeconds: 60,
      limits,
      log: pino({ level: "silent" }),
      ...more,
    });

  it("starts another process after a pause if one did not start", async () => {
    const supervisor = supervise("started");
    const port = await supervisor.start();
    // The first process dies before it is ready; this client waits for the second.
    expect(await converse(port, [config])).toEqual([{ kind: "close" }]);
    await supervisor.stop(1000);
  });

  it("starts another process after a pause if one can't be started at all", async () => {
    const supervisor = supervise("steady", 0);
    const { execPath } = process;
    process.execPath = join(folder, "no-such-node");
    const port = await supervisor.start();
    const served = converse(port, [config]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    process.execPath = execPath;
    expect(await served).toEqual([{ kind: "close" }]);
    await supervisor.stop(1000);
  });

  it("treats a process that is not ready in time as stuck, and starts another", async () => {
    const supervisor = supervise("hanging", 1, { startLimitMs: 5000 }, "hang");
    const port = await supervisor.start();
    expect(await converse(port, [config])).toEqual([{ kind: "close" }]);
    await supervisor.stop(1000);
  });

  it("rejects clients with the reason after three failures in a row, and serves again as soon as it can", async () => {
    const supervisor = supervise("mended", 5); // the first two start at the same time, and count as one failure
    const port = await supervisor.start();
    const reason = "the server can't start a process for this session: it ended with exit code 1 before it was ready";
    const rejection = [{ kind: "text", text: `ERROR   ${reason} [server/no-process]` }, { kind: "close" }];
    expect(await Promise.all([converse(port, [config]), converse(port, [config])])).toEqual([rejection, rejection]);
    // The next client is not rejected before another attempt, nor does it wait for the whole pause, which is now four
    // seconds.
    expect(await converse(port, [config])).toEqual(rejection);
    expect(await converse(port, [config])).toEqual([{ kind: "close" }]);
    expect(readFileSync(join(folder, "mended"), "utf8")).toBe(".....");
    await supervisor.stop(1000);
  });

  it("keeps clients queued that wait for a session to end while no process starts", async () => {
    const failed = join(folder, "full");
    const supervisor = supervise("full", 3, { maxSessions: 1 });
    writeFileSync(failed, "...");
    const port = await supervisor.start();
    const first = connected(port);
    await vi.waitFor(() => expect(supervisor.status.running).toBe(1), 20_000);
    writeFileSync(failed, "");
    const second = converse(port, [config]);
    await vi.waitFor(() => expect(readFileSync(failed, "utf8")).toBe("..."), 20_000);
    first.end();
    expect(await received(first)).toEqual([{ kind: "close" }]);
    expect(await second).toEqual([{ kind: "close" }]);
    await supervisor.stop(1000);
  });

  it("keeps the given number of processes on standby, and more if there were more clients at the same time", async () => {
    const trace = join(folder, "trace");
    const supervisor = new Supervisor({
      host: "127.0.0.1",
      port: 0,
      maxSessions: 100,
      sessionModule: new URL("../support/traced-session.mjs", import.meta.url),
      sessionArguments: [trace],
      standby: 2,
      configSeconds: 60,
      limits,
      log: pino({ level: "silent" }),
    });
    const starts = () => (existsSync(trace) ? readFileSync(trace, "utf8").length : 0);
    const port = await supervisor.start();
    await vi.waitFor(() => expect(starts()).toBe(2), 20_000);
    const sockets = [connected(port), connected(port), connected(port)];
    await vi.waitFor(() => expect(supervisor.status.running).toBe(3), 20_000);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const answers = sockets.map((socket) => received(socket.end()));
    expect(await Promise.all(answers)).toEqual(Array(3).fill([{ kind: "close" }]));
    // One was started for the third client. After the sessions, three wait for as many clients at the same time.
    await vi.waitFor(() => expect(starts()).toBe(6), 20_000);
    await supervisor.stop(1000);
  });

  it("serves queued clients within its grace period when it stops", async () => {
    const supervisor = supervise("steady", 0, { maxSessions: 1 });
    const port = await supervisor.start();
    const first = connected(port);
    await vi.waitFor(() => expect(supervisor.status.running).toBe(1), 20_000);
    const second = converse(port, [config]);
    await vi.waitFor(() => expect(supervisor.status.waiting).toBe(1));
    const stopped = supervisor.stop(20_000);
    expect(supervisor.status.blocker).toBe("it is shutting down");
    await expect(converse(port, [config])).rejects.toThrow("ECONNREFUSED");
    first.end();
    expect(await received(first)).toEqual([{ kind: "close" }]);
    expect(await second).toEqual([{ kind: "close" }]);
    await stopped;
  });

  it("stops immediately if all queued clients have left", async () => {
    const supervisor = supervise("never");
    const { execPath } = process;
    process.execPath = join(folder, "no-such-node");
    const port = await supervisor.start();
    const waiting = connected(port);
    await vi.waitFor(() => expect(supervisor.status.waiting).toBe(1));
    const stopped = supervisor.stop(100_000);
    waiting.resetAndDestroy();
    await stopped;
    process.execPath = execPath;
  });

  it("rejects clients that are still queued after its grace period, with the reason", async () => {
    const supervisor = supervise("never");
    const { execPath } = process;
    process.execPath = join(folder, "no-such-node");
    const port = await supervisor.start();
    const waiting = converse(port, [config]);
    await vi.waitFor(() => expect(supervisor.status.waiting).toBe(1));
    await supervisor.stop(200);
    process.execPath = execPath;
    expect(await waiting).toEqual([
      { kind: "text", text: "ERROR   the server is shutting down [server/shutting-down]" },
      { kind: "close" },
    ]);
  });
});
