import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { converse, oneImage, onlyImage } from "../support/converse.ts";
import { hasCommand } from "../support/peers.ts";

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

/** Resolves where someone listens. */
async function connected(port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}

/** HAProxy with the settings of deploy/, but for these addresses, and a session at once for each server. */
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

/** @returns the client's image; where its connection ended without a word, as one to a server that goes away may, it comes again */
async function client(port: number): Promise<Buffer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await converse(port, measured);
    if (answer.length > 0 || attempt === 3) return onlyImage(answer);
  }
}

describe.skipIf(!hasCommand("haproxy"))("deploy/haproxy.cfg (needs haproxy)", () => {
  it("is understood", () => {
    const { status, stderr } = spawnSync("haproxy", ["-c", "-f", file], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("sends nobody to a server that is not ready", async () => {
    const servers = await Promise.all([watchedServer(), watchedServer()]);
    const port = await balance(servers);
    servers[0]!.process.kill("SIGTERM");
    await servers[0]!.logged(/"msg":"stopped"/);
    const before = await servers[1]!.sessions();
    await Promise.all(Array.from({ length: 4 }, () => client(port)));
    expect(await servers[1]!.sessions()).toBe(before + 4);
  }, 60_000);
});
