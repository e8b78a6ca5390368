import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, serve } from "../support/cli.ts";
import { received } from "../support/converse.ts";
import { noProcessFiles, withReason } from "../support/peers.ts";
import { type ProcessState, settledState } from "../support/process-state.ts";
import { smallHeader, smallReadout, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const opening = Buffer.concat([configFile("default"), text(3, smallHeader())]);
const measurement = Buffer.concat([opening, ...smallReadouts(1), close]);

describe.skipIf(noProcessFiles)(withReason("larmor serve", noProcessFiles), () => {
  let server: RunningServer;
  let calm: ProcessState;
  beforeAll(async () => {
    server = await serve("--idle-timeout", "3", "--max-sessions", "3");
    expect(await served()).toEqual(["image", "close"]);
    calm = await settledState(server.process.pid!);
  }, 60_000);
  afterAll(() => server.process.kill("SIGKILL"));

  async function connected(): Promise<Socket> {
    const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true });
    socket.on("error", () => {}); // a test may reset the connection
    await once(socket, "connect");
    return socket;
  }

  /** Kinds of messages that a well-behaved client gets. */
  async function served(): Promise<string[]> {
    const socket = await connected();
    socket.end(measurement);
    return (await received(socket)).map(({ kind }) => kind);
  }

  const send = (socket: Socket, bytes: Buffer) => new Promise((resolve) => socket.write(bytes, resolve));
  const ways: ((socket: Socket) => Promise<unknown>)[] = [
    async (socket) => socket.destroy(),
    async (socket) => socket.resetAndDestroy(),
    // closes within its config
    async (socket) => {
      await send(socket, measurement.subarray(0, 500));
      socket.destroy();
    },
    // resets during its data
    async (socket) => {
      await send(socket, Buffer.concat([opening, smallReadout(0)]));
      socket.resetAndDestroy();
    },
    // resets before it reads its images
    async (socket) => {
      await send(socket, measurement);
      socket.resetAndDestroy();
    },
    // half-closes within a message
    async (socket) => {
      socket.end(measurement.subarray(0, opening.length + 100));
      expect((await received(socket)).at(-1)).toEqual({ kind: "close" });
    },
    // neither reads nor sends any more
    async (socket) => {
      socket.pause();
      for (let repetition = 0; repetition < 400; repetition += 1) {
        socket.write(repetition === 0 ? opening : Buffer.concat(smallReadouts(1)));
      }
      await server.logged(/the other side neither sent nor accepted data for 3 s/);
      socket.destroy();
    },
  ];

  it("leaves nothing of clients that disconnect in different ways at the same time, and serves others concurrently", async () => {
    const outcomes = await Promise.all([served(), ...ways.map(async (vanish) => vanish(await connected())), served()]);
    expect([outcomes.at(0), outcomes.at(-1)]).toEqual([
      ["image", "close"],
      ["image", "close"],
    ]);
    expect((await settledState(server.process.pid!, 3)).descriptors).toBe(calm.descriptors);
  }, 120_000);
});
