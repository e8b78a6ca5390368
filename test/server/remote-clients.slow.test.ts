import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { isUnanswered } from "../../src/server/supervisor/tcp-table.ts";
import { type RunningServer, serve } from "../support/cli.ts";
import { writeEndlessGadget } from "../support/endless-gadget.ts";
import { skipReason, withReason } from "../support/peers.ts";
import { isRunning, until } from "../support/processes.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

/** A network of two: this machine, and a namespace in which clients run like on another machine. */
const name = `lm${process.pid}`;
const [ours, theirs] = [`${name}a`, `${name}b`];
const [ourAddress, theirAddress] = ["198.18.77.1", "198.18.77.2"];
const ip = (...args: string[]) => execFileSync("ip", args, { stdio: "pipe" });
const within = (command: string, ...args: string[]) => ["netns", "exec", name, command, ...args];

const mayMakeNetworks = () => {
  const made = spawnSync("ip", ["netns", "add", `${name}t`]).status === 0;
  if (made) spawnSync("ip", ["netns", "delete", `${name}t`]);
  return made;
};
const reason = skipReason("ip") ?? (mayMakeNetworks() ? undefined : "this user can't make network namespaces");

const folder = mkdtempSync(join(tmpdir(), "larmor-remote-"));
const clients: ChildProcess[] = [];
let server: RunningServer;

beforeAll(async () => {
  if (reason !== undefined) return;
  ip("netns", "add", name);
  ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name);
  ip("address", "add", `${ourAddress}/30`, "dev", ours);
  ip("link", "set", ours, "up");
  ip(...within("ip", "address", "add", `${theirAddress}/30`, "dev", theirs));
  ip(...within("ip", "link", "set", theirs, "up"));
  // How long the clients' system remembers a connection whose program has ended; by default 60 s.
  ip(...within("sysctl", "-q", "-w", "net.ipv4.tcp_fin_timeout=5"));
  for (const each of ["gadgets", "pipelines"]) mkdirSync(join(folder, each));
  writeEndlessGadget(join(folder, "gadgets"));
  writeFileSync(join(folder, "pipelines", "endless.yaml"), "description: d\nchain: [endless]\n");
  const measurement = [configFile("endless"), text(3, smallHeader()), ...smallReadouts(), close];
  writeFileSync(join(folder, "measurement"), Buffer.concat(measurement));
  const folders = ["gadgets", "pipelines"].flatMap((each) => [`--${each}`, join(folder, each)]);
  server = await serve(...folders, "--host", ourAddress, "--threads", "1", "--max-sessions", "9");
}, 60_000);
afterAll(() => {
  server?.process.kill("SIGKILL");
  for (const client of clients) client.kill("SIGKILL");
  if (reason === undefined) ip("netns", "delete", name);
  rmSync(folder, { recursive: true });
});

/** Starts a client that sends its measurement, closes its side and waits for images. @returns its session's process */
async function started(): Promise<{ client: ChildProcess; pid: number }> {
  const count = server.log().match(/"handedTo"/g)?.length ?? 0;
  const script = `
    const socket = require("node:net").connect({ host: "${ourAddress}", port: ${server.port}, allowHalfOpen: true });
    socket.on("error", () => {}).resume().end(require("node:fs").readFileSync("${join(folder, "measurement")}"));
    setInterval(() => {}, 1000);`;
  const client = spawn("ip", within(process.execPath, "-e", script), { stdio: "ignore" });
  clients.push(client);
  await server.logged(new RegExp(`(reconstruction starts[^]*){${count + 1}}`));
  return { client, pid: Number([...server.log().matchAll(/"handedTo":(\d+)/g)][count]![1]) };
}

/** A connection of a client to this process. */
async function connected(): Promise<Socket> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, ourAddress, resolve));
  const { port } = listener.address() as { port: number };
  const script = `require("node:net").connect({ host: "${ourAddress}", port: ${port} }).on("error", () => {}).resume();`;
  clients.push(spawn("ip", within(process.execPath, "-e", script), { stdio: "ignore" }));
  const [socket] = (await once(listener, "connection")) as [Socket];
  listener.close();
  return socket.on("error", () => {});
}

it.skipIf(reason)(
  withReason("a client on another machine that is gone is noticed, and one that waits is not", reason),
  async () => {
    const waiting = await started();
    const ended = await started();
    ended.client.kill("SIGKILL");
    await until(() => !isRunning(ended.pid));
    expect(isRunning(waiting.pid)).toBe(true);
    const direct = await connected();
    direct.write("acknowledged");
    ip("link", "set", ours, "down"); // as if its cable was pulled
    expect(isUnanswered(direct)).toBe(false);
    direct.write("not acknowledged");
    await until(() => isUnanswered(direct));
    direct.destroy();
    await until(() => !isRunning(waiting.pid));
    const message = /the client disconnected, and the session did not end when requested/g;
    expect(server.log().match(message)!.length).toBeGreaterThanOrEqual(2);
  },
  120_000,
);
