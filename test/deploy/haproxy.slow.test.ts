import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { converse, oneImage, onlyImage, received } from "../support/converse.ts";
import { skipReason, withReason } from "../support/peers.ts";

const file = fileURLToPath(new URL("../../deploy/haproxy.cfg", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "larmor-haproxy-"));
afterAll(() => rmSync(folder, { recursive: true }));

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
});

interface Watched extends RunningServer {
  readonly http: string;
  sessions(): Promise<number>;
}

async function watchedServer(): Promise<Watched> {
  const server = await serve("--http", "127.0.0.1:0", "--max-sessions", "1", "--threads", "1", "--grace", "20");
  started.push(server.process);
  const [, http] = await server.logged(/(http:\/\/127\.0\.0\.1:\d+)/);
  await vi.waitFor(async () => expect((await fetch(`${http}/readyz`)).status).toBe(200), 30_000);
  const sessions = async () => {
    const text = await (await fetch(`${http}/metrics`)).text();
    return Number(/^larmor_sessions_total (\d+)$/m.exec(text)![1]);
  };
  return { ...server, http: http!, sessions };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when a server listens on the port. */
async function connected(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}

/** HAProxy with the configuration of deploy/, except for these addresses and one session at a time per server. */
async function balance(servers: readonly Watched[]): Promise<number> {
  const port = await freePort();
  let text = readFileSync(file, "utf8")
    .replace("bind :9002", `bind 127.0.0.1:${port}`)
    .replace("maxconn 4", "maxconn 1");
  for (const [i, { port: own, http }] of servers.entries()) {
    text = text.replace(/server larmor\d 10\.\S+/, `server here${i + 1} 127.0.0.1:${own} port ${new URL(http).port}`);
  }
  text = text.replaceAll(/^ *server larmor\d 10\..*$/gm, "");
  const path = join(folder, "haproxy.cfg");
  writeFileSync(path, text);
  const child = spawn("haproxy", ["-f", path, "-db"], { stdio: ["ignore", "ignore", "ignore"] });
  started.push(child);
  await vi.waitFor(() => connected(port), 20_000);
  return port;
}

const measured = oneImage({ size: 16, value: 3 });

async function client(port: number): Promise<Buffer> {
  return onlyImage(await converse(port, measured));
}

/** A client that has sent half of its readouts, and sends the others when it is asked to continue. */
function slowClient(port: number) {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const half = Math.floor(measured.length / 2);
  for (const piece of measured.slice(0, half)) socket.write(piece);
  const image = received(socket).then(onlyImage);
  const goOn = () => {
    for (const piece of measured.slice(half)) socket.write(piece);
    socket.end();
  };
  return { image, goOn };
}

const reason = skipReason("haproxy");
describe.skipIf(reason)(withReason("deploy/haproxy.cfg", reason), () => {
  it("is valid", () => {
    const { status, stderr } = spawnSync("haproxy", ["-c", "-f", file], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("distributes sessions to three servers, queues them, and serves all when one server is killed and one stopped", async () => {
    const servers = await Promise.all([watchedServer(), watchedServer(), watchedServer()]);
    const port = await balance(servers);
    const slow = [slowClient(port), slowClient(port), slowClient(port)];
    for (const server of servers) await server.logged(/"chain":"default"[^\n]*reconstruction starts/);
    const queued = Array.from({ length: 5 }, () => client(port));
    // Its session is a separate process. Its port accepts connections for a few milliseconds until it has really ended.
    servers[1]!.process.kill("SIGKILL");
    await once(servers[1]!.process, "exit");
    servers[2]!.process.kill("SIGTERM");
    await servers[2]!.logged(/waiting for running sessions/);
    const later = Array.from({ length: 3 }, () => client(port));
    for (const { goOn } of slow) goOn();

    const images = await Promise.all([...slow.map(({ image }) => image), ...queued, ...later]);
    expect(images).toHaveLength(11);
    const expected = await client(servers[0]!.port);
    for (const image of images) expect(image.equals(expected)).toBe(true);
    // A slow client, those that were queued or connected later, and the single one; perhaps also the probing
    // connection.
    await vi.waitFor(async () => expect(await servers[0]!.sessions()).toBeGreaterThanOrEqual(1 + 8 + 1), 10_000);
  }, 120_000);

  it("sends no client to a server that is not ready", async () => {
    const servers = await Promise.all([watchedServer(), watchedServer()]);
    const port = await balance(servers);
    servers[0]!.process.kill("SIGTERM");
    await servers[0]!.logged(/"msg":"stopped"/);
    const before = await servers[1]!.sessions();
    await Promise.all(Array.from({ length: 4 }, () => client(port)));
    // A page of metrics is served again for up to a second.
    await vi.waitFor(async () => expect(await servers[1]!.sessions()).toBe(before + 4), 10_000);
  }, 60_000);
});
