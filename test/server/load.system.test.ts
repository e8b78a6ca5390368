import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { converse, oneImage, onlyImage, received } from "../support/converse.ts";
import { noProcessFiles, withReason } from "../support/peers.ts";
import { processState, settledState } from "../support/process-state.ts";
import { until } from "../support/processes.ts";

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});
async function started(...flags: string[]): Promise<RunningServer> {
  const server = await serve(...flags);
  running.push(server.process);
  return server;
}

const measurement = oneImage();
async function connected({ port }: RunningServer): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  socket.on("error", () => {}); // a test may reset the connection
  await once(socket, "connect");
  return socket;
}
/** Starts a session and leaves it open. */
async function held(server: RunningServer): Promise<Socket> {
  const socket = await connected(server);
  for (const piece of measurement.slice(0, 3)) socket.write(piece);
  await server.logged(/reconstruction starts/);
  return socket;
}
const kinds = (answer: Awaited<ReturnType<typeof received>>) => answer.map(({ kind }) => kind);
/** The log entries with a message. */
function logged(server: RunningServer, message: string): Record<string, unknown>[] {
  const lines = server.log().trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === message);
}

describe("larmor serve --max-sessions", () => {
  it.skipIf(noProcessFiles)(
    withReason(
      "serves many more clients than sessions may run, each with its own image, and leaves no processes",
      noProcessFiles,
    ),
    async () => {
      const OPEN = 10; // seven more than the limit
      const server = await started("--max-sessions", "3");
      const pid = server.process.pid!;
      const alone = onlyImage(await converse(server.port, measurement));
      const calm = await settledState(pid, 1);
      // Powers of two change no digit of the image.
      const factors = Array.from({ length: OPEN }, (_, i) => 2 ** (i % 8));
      const clients = await Promise.all(
        factors.map(async (value) => ({ socket: await connected(server), pieces: oneImage({ value }) })),
      );
      for (const { socket, pieces } of clients) for (const piece of pieces.slice(0, 3)) socket.write(piece);
      await server.logged(/(reconstruction starts[\s\S]*){4}/); // the earlier one, and three
      await server.logged(/(client queued[\s\S]*){7}/);
      // All others are queued: only these three and the one that warms up have a process.
      expect(logged(server, "connection accepted")).toHaveLength(4);
      expect(logged(server, "client queued: the maximum number of sessions is running")).toHaveLength(OPEN - 3);
      expect(processState(pid).children.length).toBeLessThanOrEqual(4);
      for (const { socket, pieces } of clients) for (const piece of pieces.slice(3)) socket.write(piece);
      const images = (await Promise.all(clients.map(({ socket }) => received(socket)))).map(onlyImage);
      for (const [i, image] of images.entries()) expect(image).toEqual(times(alone, factors[i]!));
      for (const { socket } of clients) socket.destroy();
      // As many processes wait as there were clients at the same time.
      expect((await settledState(pid, 3)).descriptors).toBe(calm.descriptors);
    },
    120_000,
  );

  it("serves in order of arrival, sends queued clients nothing, and logs their waiting time, which is not idle time", async () => {
    const server = await started("--max-sessions", "1", "--idle-timeout", "2");
    const order: string[] = [];
    const note = (who: string) => order.push(who);
    const first = received(await held(server)).finally(() => note("first"));
    // The idle time of each starts with its session.
    const second = await connected(server);
    const third = await connected(server);
    const fourth = await connected(server);
    for (const socket of [second, fourth]) for (const piece of measurement.slice(0, 3)) socket.write(piece);
    for (const piece of measurement) third.write(piece);
    const answers = [
      first,
      received(second).finally(() => note("second")),
      received(third).finally(() => note("third")),
      received(fourth).finally(() => note("fourth")),
    ];
    const [, , image, last] = await Promise.all(answers);
    expect(order).toEqual(["first", "second", "third", "fourth"]);
    expect(kinds(image!)).toEqual(["image", "close"]);
    expect(last).toEqual([
      { kind: "text", text: expect.stringContaining("for 2 s, which is the limit") },
      { kind: "close" },
    ]);
    const places = logged(server, "client queued: the maximum number of sessions is running").map(
      ({ before }) => before,
    );
    expect(places).toEqual([0, 1, 2]);
    const waits = logged(server, "connection accepted").map(({ waitedSeconds }) => waitedSeconds as number);
    expect(waits[2]).toBeGreaterThan(2);
  }, 60_000);

  it.skipIf(noProcessFiles)(
    withReason("removes clients that leave the queue, and serves the others before it stops", noProcessFiles),
    async () => {
      const server = await started("--max-sessions", "1");
      const pid = server.process.pid!;
      const first = await held(server);
      const before = (await settledState(pid, 2)).descriptors;
      const leaving = await connected(server);
      leaving.write(Buffer.alloc(2 ** 20)); // more than the buffers hold
      const second = await connected(server);
      second.write(measurement[0]!);
      await server.logged(/"before":1/);
      leaving.resetAndDestroy();
      await server.logged(/queued client disconnected/);
      // Only the client that is still queued has a descriptor.
      await until(() => processState(pid).descriptors === before + 1);
      server.process.kill("SIGTERM");
      for (const piece of measurement.slice(3)) first.write(piece);
      expect(kinds(await received(first))).toEqual(["image", "close"]);
      for (const piece of measurement.slice(1)) second.write(piece);
      expect(kinds(await received(second))).toEqual(["image", "close"]);
      expect(await once(server.process, "exit")).toEqual([0, null]);
    },
    60_000,
  );
});

/** The float pixels, multiplied by a factor. */
function times(pixels: Buffer, factor: number): Buffer {
  const result = Buffer.alloc(pixels.length);
  for (let at = 0; at < pixels.length; at += 4) result.writeFloatLE(pixels.readFloatLE(at) * factor, at);
  return result;
}
