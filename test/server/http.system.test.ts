import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { larmor, type RunningServer, serve } from "../support/cli.ts";
import { configFile } from "../support/wire-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-http-"));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await larmor(["phantom", "-m", "32", "-c", "2", "-r", "2", "-o", "scan.h5"], folder);
});

let server: RunningServer | undefined;
afterEach(() => {
  server?.process.kill("SIGKILL");
});

/** A client that has sent its config. */
function connected({ port }: RunningServer) {
  const client = createConnection(port, "127.0.0.1");
  client.write(configFile("default"));
  return client;
}

/** A server with pages, and a function that requests one. */
async function watched(...args: string[]) {
  const started = await serve("--http", "127.0.0.1:0", ...args);
  server = started;
  const [, base] = await started.logged(/(http:\/\/127\.0\.0\.1:\d+)/);
  const get = async (path: string) => {
    const response = await fetch(`${base}${path}`);
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };
  const ready = () => vi.waitFor(async () => expect((await get("/readyz")).status).toBe(200), 20_000);
  const metric = async (name: string) => {
    const { text } = await get("/metrics");
    return Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );
  };
  return { started, get, ready, metric };
}

describe("the pages of a server", () => {
  it("say that it is alive, and whether it can serve clients", async () => {
    const { get, ready } = await watched();
    expect(await get("/healthz")).toMatchObject({ status: 200, text: "alive\n" });
    const early = await get("/readyz");
    if (early.status === 503)
      expect(early.text).toBe("not ready: the first process for a session has not started yet\n");
    await ready();
    expect((await get("/readyz")).text).toBe("ready\n");
    expect(await get("/other")).toMatchObject({ status: 404, text: expect.stringContaining("/readyz") });
  });

  it("count inputs, outputs and errors of sessions", async () => {
    const { started, get, ready, metric } = await watched("--standby", "2");
    await ready();
    const send = (chain: string) =>
      larmor(["send", "scan.h5", "-p", String(started.port), "-c", chain, "-o", "out.h5"], folder);
    expect((await send("default")).status).toBe(0);
    expect((await send("nothing")).status).toBe(1);
    await vi.waitFor(async () => expect(await metric("larmor_session_seconds_count")).toBe(2), 10_000);
    expect(await metric("larmor_sessions_total")).toBe(2);
    expect(await metric("larmor_readouts_total")).toBe(64);
    expect(await metric("larmor_images_total")).toBe(2);
    expect(await metric("larmor_received_bytes_total")).toBeGreaterThan(64 * 64 * 2 * 8);
    expect(await metric("larmor_sent_bytes_total")).toBeGreaterThan(2 * 32 * 32 * 4);
    expect(await metric('larmor_step_seconds_total{gadget="simple-recon"}')).toBeGreaterThan(0);
    expect(await metric('larmor_errors_total{code="chain/unknown"}')).toBe(1);
    expect(await metric("larmor_sessions_running")).toBe(0);
    expect(await metric("process_resident_memory_bytes")).toBeGreaterThan(1e7);
    expect((await get("/metrics")).type).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  it("show running sessions and queued clients", async () => {
    const { started, get, ready, metric } = await watched("--max-sessions", "1");
    await ready();
    const clients = [connected(started), connected(started)];
    await vi.waitFor(async () => expect(await metric("larmor_sessions_waiting")).toBe(1), 10_000);
    await vi.waitFor(async () => expect(await metric("larmor_sessions_resident_bytes")).toBeGreaterThan(1e7), 10_000);
    const { type, text } = await get("/sessions");
    expect(type).toBe("application/json");
    const { sessions, ...status } = JSON.parse(text);
    expect(status).toEqual({ running: 1, waiting: 1, maxSessions: 1 });
    expect(sessions).toEqual([
      expect.objectContaining({ session: 1, peer: "127.0.0.1", readouts: 0, bytesRead: 1026 }),
    ]);
    for (const client of clients) client.destroy();
    await vi.waitFor(async () => expect(await metric("larmor_sessions_running")).toBe(0), 10_000);
  });

  it("are available while running sessions finish, and say that the server is not ready", async () => {
    const { started, get, ready } = await watched();
    await ready();
    const client = connected(started);
    await started.logged(/connection accepted/);
    started.process.kill("SIGTERM");
    await started.logged(/waiting for running sessions/);
    await vi.waitFor(async () =>
      expect(await get("/readyz")).toMatchObject({ status: 503, text: "not ready: it is shutting down\n" }),
    );
    expect((await get("/healthz")).status).toBe(200);
    client.destroy();
    await started.logged(/"msg":"stopped"/);
  });

  it("count sessions whose process died, and why", async () => {
    const { started, ready, metric } = await watched();
    await ready();
    const client = connected(started);
    client.resume();
    const [, pid] = await started.logged(/"handedTo":(\d+)/);
    process.kill(Number(pid), "SIGKILL");
    await vi.waitFor(async () => expect(await metric("larmor_sessions_died_total")).toBe(1), 10_000);
    await vi.waitFor(
      async () => expect(await metric('larmor_errors_total{code="server/process-died"}')).toBe(1),
      10_000,
    );
    client.destroy();
  });
});

describe("a flood of requests", () => {
  it("on one connection ends that connection after a hundred", async () => {
    const { started, get, ready } = await watched();
    await ready();
    const [, port] = await started.logged(/http:\/\/127\.0\.0\.1:(\d+)/);
    const client = createConnection(Number(port), "127.0.0.1");
    let answer = "";
    client.on("data", (chunk: Buffer) => {
      answer += chunk.toString("latin1");
    });
    const closed = new Promise<void>((resolve) => client.on("error", () => {}).once("close", () => resolve()));
    client.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(5000));
    await closed;
    const answers = answer.match(/^HTTP\/1\.1 200 /gm)?.length ?? 0;
    expect(answers).toBeLessThanOrEqual(100);
    expect((await get("/healthz")).status).toBe(200);
  });
});

it("a server continues after SIGHUP, and reopens its log file if that was moved", async () => {
  const logfile = join(folder, "larmor.log");
  const started = await serve("-l", logfile);
  server = started;
  renameSync(logfile, `${logfile}.1`);
  started.process.kill("SIGHUP");
  await started.logged(/SIGHUP: the log file/);
  expect(readFileSync(logfile, "utf8")).toMatch(/SIGHUP/);
  expect(readFileSync(`${logfile}.1`, "utf8")).not.toMatch(/SIGHUP/);
  const { status } = await larmor(
    ["send", "scan.h5", "-p", String(started.port), "-c", "default", "-o", "x.h5"],
    folder,
  );
  expect(status).toBe(0);
});

it("answers a health check of HTTP/1.0, which names no host", async () => {
  const { started, ready } = await watched();
  await ready();
  const [, port] = await started.logged(/http:\/\/127\.0\.0\.1:(\d+)/);
  const client = createConnection(Number(port), "127.0.0.1");
  client.write("GET /readyz HTTP/1.0\r\n\r\n");
  let answer = "";
  for await (const chunk of client) answer += String(chunk);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
});
