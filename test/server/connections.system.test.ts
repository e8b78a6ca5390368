import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { converse, oneImage, onlyImage } from "../support/converse.ts";
import { noProcessFiles, withReason } from "../support/peers.ts";
import { processState, settledState } from "../support/process-state.ts";
import { until } from "../support/processes.ts";
import { configFile } from "../support/wire-bytes.ts";

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});
async function started(...flags: string[]): Promise<RunningServer> {
  const server = await serve(...flags);
  running.push(server.process);
  return server;
}
async function connected({ port }: RunningServer) {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  return socket;
}

describe("connections without a config", () => {
  it.skipIf(noProcessFiles)(withReason("take neither a place in the queue nor a process", noProcessFiles), async () => {
    const server = await started("--max-sessions", "1");
    const calm = await settledState(server.process.pid!, 1);
    for (const socket of await Promise.all(Array.from({ length: 20 }, () => connected(server)))) socket.end();
    const silent = await connected(server);
    onlyImage(await converse(server.port, oneImage()));
    silent.destroy();
    await until(() => processState(server.process.pid!).descriptors <= calm.descriptors);
    expect(server.log().match(/connection accepted/g)).toHaveLength(1);
    expect(server.log()).not.toMatch(/client queued|queued client/);
  });

  it("are rejected after --config-timeout", async () => {
    const server = await started("--config-timeout", "1");
    const reason = "no config arrived within 1 s, which is the limit; the server's --config-timeout raises it";
    const socket = await connected(server);
    const pieces = (await socket.toArray()) as Buffer[];
    socket.destroy();
    expect(Buffer.concat(pieces).toString("latin1")).toContain(`ERROR   ${reason} [server/no-config]`);
  });
});

it.skipIf(noProcessFiles)(
  withReason("the system checks whether silent clients can be reached", noProcessFiles),
  async () => {
    const server = await started();
    const socket = await connected(server);
    socket.write(configFile("default"));
    await server.logged(/connection accepted/);
    const local = `0100007F:${server.port.toString(16).toUpperCase().padStart(4, "0")}`;
    const rows = readFileSync("/proc/net/tcp", "latin1").split("\n");
    const [row] = rows.filter((line) => line.includes(`: ${local} `) && line.includes(" 01 ")); // established
    socket.destroy();
    expect(row).toMatch(/ 02:[0-9A-F]{8} /); // the timer that is running is that of keep-alive
  },
);

describe("SIGUSR1", () => {
  it("does not open Node's debugger, neither of the server nor of a session", async () => {
    const server = await started();
    const socket = await connected(server);
    socket.write(configFile("default"));
    const [, session] = await server.logged(/"handedTo":(\d+)/);
    let printed = "";
    server.process.stdout!.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
    });
    for (const pid of [server.process.pid!, Number(session)]) process.kill(pid, "SIGUSR1");
    await expect(fetch("http://127.0.0.1:9229/json")).rejects.toThrow();
    onlyImage(await converse(server.port, oneImage())); // both go on
    await expect(fetch("http://127.0.0.1:9229/json")).rejects.toThrow();
    expect(printed).not.toMatch(/Debugger listening/i);
    socket.destroy();
  });
});
