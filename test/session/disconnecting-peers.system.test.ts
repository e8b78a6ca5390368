import { once } from "node:events";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { type Logger, pino } from "pino";
import { describe, expect, it } from "vitest";
import { ChainLibrary, gadgetRegistry } from "../../src/chain/index.ts";
import { defineGadget, type Gadget, mapAsync } from "../../src/gadget-api/index.ts";
import { type Acquisition, MessageReader, type WireMessage } from "../../src/mrd/index.ts";
import { connectSession } from "../support/connected-session.ts";
import { duplexPair } from "../support/duplex.ts";
import { library, lines, serveSession } from "../support/session.ts";
import { smallHeader, smallReadout, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, query, text } from "../support/wire-bytes.ts";

const header = text(3, smallHeader());
const measurement = Buffer.concat([configFile("default"), header, ...smallReadouts(1), close]);
const shortest = Buffer.concat([configFile("null"), text(3, "x"), smallReadout(0, 0, 1), close]);

async function received(stream: Duplex): Promise<WireMessage[]> {
  const reader = new MessageReader();
  const messages: WireMessage[] = [];
  for await (const chunk of stream) messages.push(...reader.push(chunk as Uint8Array));
  return messages;
}
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

/** A log that collects the lines of a session. */
function logged(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  return { log: pino({ level: "debug" }, { write: (line: string) => void lines.push(line) }), lines };
}

describe("a client that disconnects after each byte of its stream", () => {
  it.each([
    ["closes", (client: Duplex) => client.destroy()],
    [
      "resets",
      (_client: Duplex, server: Duplex) =>
        server.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" })),
    ],
  ])("and %s the connection leaves no resources and causes no server error", async (_name, disconnect) => {
    const before = timers();
    const log = logged();
    for (let bytes = 0; bytes <= shortest.length; bytes += 1) {
      const [client, server] = duplexPair();
      const ended = serveSession(server, { log: log.log });
      client.write(shortest.subarray(0, bytes));
      await new Promise((resolve) => setImmediate(resolve));
      disconnect(client, server);
      await ended;
    }
    expect(log.lines.filter((line) => line.includes("internal error"))).toEqual([]);
    expect(log.lines.filter((line) => /session 1 (done|failed)/.test(line))).toHaveLength(shortest.length + 1);
    expect(timers()).toBeLessThanOrEqual(before);
  });
});

describe("over a real connection", () => {
  const good = async () => {
    const { client, ended } = await connectSession();
    client.end(measurement);
    const messages = await received(client);
    await ended;
    return messages.map(({ kind }) => kind);
  };

  it.each([0, 1, 1026, 1500, 2500, measurement.length])(
    "a reset after %d bytes ends that session only",
    async (bytes) => {
      const { client, ended } = await connectSession();
      if (bytes > 0) await new Promise((resolve) => client.write(measurement.subarray(0, bytes), resolve));
      client.resetAndDestroy();
      expect(await good()).toEqual(["image", "close"]);
      await ended;
    },
  );

  it("a client that ends its side gets its results", async () => {
    expect(await good()).toEqual(["image", "close"]);
  });

  it("a client that ends its side within a message gets an error", async () => {
    const { client, ended } = await connectSession();
    client.end(measurement.subarray(0, 2500));
    const messages = await received(client);
    expect(lines(messages)).toEqual([expect.stringMatching(/^ERROR {3}the stream ended inside message \d/)]);
    expect(messages.at(-1)).toEqual({ kind: "close" });
    await ended;
  });

  it("slowly arriving bytes keep a session from being idle, but not from taking too long", async () => {
    const limits = { idleSeconds: 2, sessionSeconds: 5 };
    const { client, ended } = await connectSession({ limits });
    const answer = received(client);
    for (let byte = 0; client.readableEnded === false && client.readable; byte += 1) {
      client.write(measurement.subarray(byte, byte + 1));
      await pause(100);
    }
    expect(lines(await answer)).toEqual([expect.stringMatching(/took longer than 5 s, .*--session-timeout/)]);
    client.end();
    await ended;
  });

  it("the time of a step does not count as the client's idle time", async () => {
    const slow = gadgetOf("slow", async (readout) => {
      await pause(2500);
      return readout;
    });
    const { client, ended } = await connectSession({ library: libraryWith(slow), limits: { idleSeconds: 1 } });
    client.write(Buffer.concat([text(2, "description: d\nchain: [slow]"), header, smallReadout(0), close]));
    const messages = await received(client);
    expect(messages.map(({ kind }) => kind)).toEqual(["acquisition", "close"]);
    client.end();
    await ended;
  });
});

describe("a client that reads nothing", () => {
  /** Sends the same bytes repeatedly, as fast as they are accepted, until the connection ends. */
  async function flood(client: Socket, bytes: Buffer): Promise<void> {
    while (!client.destroyed) await new Promise((resolve) => client.write(bytes, resolve));
  }

  const echo = Buffer.concat([text(2, "description: d\nchain: [noise-adjust]"), header]);
  const none = Buffer.concat([configFile("null"), header, smallReadout(0)]);
  const queries = Buffer.concat(Array<Buffer>(256).fill(query(1n, "info")));
  it.each([
    ["results", echo, Buffer.concat(smallReadouts(16))],
    ["answers before its data", Buffer.alloc(0), queries],
    ["answers during its data", none, queries],
  ])(
    "of its %s stops the server without filling its memory, and then counts as idle",
    async (_name, opening, piece) => {
      let idle = () => {};
      const timedOut = new Promise<void>((resolve) => {
        idle = resolve;
      });
      const write = (line: string) => {
        if (/the other side neither sent nor accepted data for 1 s/.test(line)) idle();
      };
      const options = { log: pino({}, { write }), limits: { idleSeconds: 1 }, version: "v".repeat(1000) };
      const { client, server, ended } = await connectSession(options);
      let most = 0;
      const sampling = setInterval(() => {
        most = Math.max(most, server.writableLength);
      }, 5);
      client.write(opening);
      const flooding = flood(client, piece);
      await timedOut;
      clearInterval(sampling);
      client.destroy();
      await Promise.all([flooding, ended]);
      expect(most).toBeGreaterThan(0);
      expect(most).toBeLessThan(2 ** 24);
    },
  );
});

describe("a client that disconnects while its chain computes", () => {
  it.each([
    ["after its CLOSE", close],
    ["before it", Buffer.alloc(0)],
  ])("%s ends the session of a chain that never ends", async (_name, last) => {
    let entered = () => {};
    const working = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const endless = gadgetOf("endless", () => {
      entered();
      return new Promise(() => {});
    });
    const { client, ended } = await connectSession({ library: libraryWith(endless) });
    client.write(Buffer.concat([text(2, "description: d\nchain: [endless]"), header, smallReadout(0), last]));
    await working;
    client.resetAndDestroy();
    await ended;
  });

  it("without a reset ends the session at the next image that can't be sent", async () => {
    let count = 0;
    const counting = gadgetOf("counting", async (readout) => {
      count += 1;
      await pause(1);
      return readout;
    });
    const { client, ended } = await connectSession({ library: libraryWith(counting) });
    const readouts = Array.from({ length: 3000 }, (_, i) => smallReadout(i % 8));
    client.end(Buffer.concat([text(2, "description: d\nchain: [counting]"), header, ...readouts, close]));
    await once(client, "data");
    client.destroy();
    await ended;
    expect(count).toBeLessThan(3000);
  });
});

function gadgetOf(name: string, work: (readout: Acquisition) => Promise<Acquisition>) {
  return defineGadget({
    name,
    summary: "Work of a test.",
    in: ["acquisition"],
    out: ["acquisition"],
    parameters: {},
    create: (context) => mapAsync(context, work),
  });
}

function libraryWith(gadget: Gadget): ChainLibrary {
  return new ChainLibrary(library.folders, gadgetRegistry({ [gadget.name]: async () => ({ default: gadget }) }));
}
