import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ClientError, connect, type ExchangeHandlers, exchange, withoutConfig } from "../../src/client/index.ts";
import type { MrdBlock } from "../../src/formats/mrd-hdf5/index.ts";
import {
  type Acquisition,
  AcquisitionHeader,
  MessageReader,
  serialize,
  type Waveform,
  WaveformHeader,
  type WireMessage,
} from "../../src/mrd/index.ts";
import { duplexPair } from "../support/duplex.ts";
import { smallReadout } from "../support/small-measurement.ts";
import { close, error, text, u16 } from "../support/wire-bytes.ts";

const readout = (acquisitionTimeStamp: number, samples = 4): Acquisition => ({
  kind: "acquisition",
  header: AcquisitionHeader.of({ acquisitionTimeStamp, numberOfSamples: samples, activeChannels: 1 }),
  trajectory: new Float32Array(),
  data: new Float32Array(2 * samples),
});
const waveform = (timeStamp: number): Waveform => ({
  kind: "waveform",
  header: WaveformHeader.of({ timeStamp }),
  data: new Uint32Array(),
});
/** Endless readouts, each larger than what a stream buffers. */
function* endless(onStop: (readoutCount: number) => void = () => {}): Generator<Acquisition> {
  let readoutCount = 0;
  try {
    for (;;) {
      readoutCount += 1;
      yield readout(readoutCount, 20_000);
    }
  } finally {
    onStop(readoutCount);
  }
}
/** Each message in a separate block. */
async function* blocksOf(messages: Iterable<Acquisition | Waveform>): AsyncGenerator<MrdBlock> {
  for (const message of messages) {
    const counts = { acquisitions: 0, waveforms: 0, images: 0, [`${message.kind}s`]: 1 };
    yield { bytes: Buffer.concat(serialize(message)), counts };
  }
}

describe("exchange", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** A server of raw bytes, for one client. */
  async function rawServer(serve: (socket: Socket) => void): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on("error", () => {});
      serve(socket);
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  }
  async function run(port: number, messages: Iterable<Acquisition | Waveform>, parameters?: string) {
    const socket = await connect({ host: "127.0.0.1", port, attempts: 1 });
    const texts: string[] = [];
    const onText = (line: string, kind: string) => texts.push(`${kind}: ${line}`);
    const summary = await exchange(socket, request(messages, parameters), { onData: () => undefined, onText });
    return { ...summary, texts };
  }
  const request = (messages: Iterable<Acquisition | Waveform>, parameters?: string) =>
    ({
      config: { kind: "config-file", name: "x" },
      parameters,
      header: undefined,
      blocks: blocksOf(messages),
    }) as const;

  it("sends config, header, parameters, data and CLOSE, in that order", async () => {
    const received: WireMessage[] = [];
    const port = await rawServer((socket) => {
      const reader = new MessageReader();
      socket.on("data", (chunk) => {
        for (const message of reader.push(chunk)) {
          received.push(message);
          if (message.kind === "close") socket.end(close);
        }
      });
    });
    const { sent, complete, closed } = await run(port, [readout(1), waveform(2)], "{}");
    expect(received.map(({ kind }) => kind)).toEqual([
      "config-file",
      "header",
      "text",
      "acquisition",
      "waveform",
      "close",
    ]);
    expect(received[1]).toEqual({ kind: "header", text: "Dummy XML header" }); // for a file without header
    expect(sent).toMatchObject({ acquisitions: 1, waveforms: 1, images: 0 });
    expect([complete, closed]).toEqual([true, true]);
  });

  it("stops sending when the server gives up, and shows its texts", async () => {
    const [client, server] = duplexPair();
    server.end(Buffer.concat([text(5, "ERROR   no\n"), close]));
    server.resume();
    const onText = vi.fn();
    const onStop = vi.fn();
    const data = request(endless(onStop));
    const { complete, closed } = await exchange(client, data, { onData: () => undefined, onText });
    expect([complete, closed]).toEqual([false, true]);
    expect(onText.mock.calls).toEqual([["ERROR   no", "text"]]);
    expect(onStop).toHaveBeenCalledOnce();
    expect(onStop.mock.calls[0]![0]).toBeLessThan(10);
  });

  it("distinguishes ERROR messages from other texts", async () => {
    const port = await rawServer((socket) => {
      socket.end(Buffer.concat([error("out of memory\n"), text(5, "INFO    bye\n"), close]));
      socket.resume();
    });
    expect((await run(port, [])).texts).toEqual(["error: out of memory", "text: INFO    bye"]);
  });

  it("ends even if the server sends CLOSE and then neither reads nor ends", async () => {
    const port = await rawServer((socket) => socket.write(close));
    const socket = await connect({ host: "127.0.0.1", port, attempts: 1 });
    const ended = vi.spyOn(socket, "end");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const exchanging = exchange(socket, request(endless()), { onData: () => undefined, onText: () => {} });
      await vi.waitFor(() => expect(ended).toHaveBeenCalled());
      await vi.advanceTimersByTimeAsync(10_000);
      expect((await exchanging).closed).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  describe("ends both sides when one fails", () => {
    const handlers: ExchangeHandlers = { onData: () => undefined, onText: () => {} };
    const failing = () => {
      throw new Error("disk full");
    };

    it.each<[string, Buffer, Partial<ExchangeHandlers>, RegExp]>([
      ["sends data that are not MRD", u16(9999), {}, /message id 9999 is unknown/],
      ["sends a message that the handler rejects", smallReadout(0), { onData: failing }, /disk full/],
      [
        "sends a message that the handler rejects later",
        smallReadout(0),
        { onData: () => Promise.reject(new Error("disk full")) },
        /disk full/,
      ],
    ])("if the server %s and reads no more", async (_, bytes, own, message) => {
      const port = await rawServer((socket) => socket.write(bytes)); // it never reads
      const socket = await connect({ host: "127.0.0.1", port, attempts: 1 });
      const onStop = vi.fn();
      await expect(exchange(socket, request(endless(onStop)), { ...handlers, ...own })).rejects.toThrow(message);
      expect(onStop).toHaveBeenCalledOnce();
      expect(socket.destroyed).toBe(true);
    });

    it("if the server waits for data that can't be read", async () => {
      const port = await rawServer((socket) => socket.resume()); // it never ends
      const socket = await connect({ host: "127.0.0.1", port, attempts: 1 });
      function* broken() {
        yield readout(1);
        failing();
      }
      await expect(exchange(socket, request(broken()), handlers)).rejects.toThrow("disk full");
      expect(socket.destroyed).toBe(true);
    });
  });

  it("reads no more from the server while results are being stored", async () => {
    const port = await rawServer((socket) => {
      socket.end(Buffer.concat([smallReadout(0), smallReadout(1), close]));
      socket.resume();
    });
    const socket = await connect({ host: "127.0.0.1", port, attempts: 1 });
    const events: string[] = [];
    const onData = async () => {
      events.push("begin");
      await new Promise(setImmediate);
      events.push("end");
    };
    await exchange(socket, request([]), { onData, onText: () => {} });
    expect(events).toEqual(["begin", "end", "begin", "end"]);
  });

  it("reports a server that ends without CLOSE", async () => {
    const port = await rawServer((socket) => {
      socket.end(text(5, "INFO    bye"));
      socket.resume();
    });
    expect((await run(port, [])).closed).toBe(false);
  });

  it("fails on bytes that are not MRD", async () => {
    const port = await rawServer((socket) => {
      socket.end(u16(9999));
      socket.resume();
    });
    await expect(run(port, [])).rejects.toThrow(/message id 9999 is unknown/);
  });
});

describe("connect", () => {
  it("reports the address, the number of attempts, and how to start a server if there is none", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    const retries: number[] = [];
    await expect(
      connect({ host: "127.0.0.1", port, attempts: 2, onRetry: (attempt) => retries.push(attempt) }),
    ).rejects.toThrow(new RegExp(`no server at 127.0.0.1:${port} after 2 attempts .*larmor serve`));
    expect(retries).toEqual([1]);
  });
});

describe("withoutConfig", () => {
  it("removes only the choice of a chain", () => {
    const { json, removed } = withoutConfig(
      '{"version":1,"parameters":{"config":"a","customconfig":"","sigma":2}}',
      "x.json",
    );
    expect(JSON.parse(json)).toEqual({ version: 1, parameters: { sigma: 2 } });
    expect(removed).toEqual(["a"]);
  });

  it("reports which text is not JSON", () => {
    const broken = () => withoutConfig("{'parameters': {}}", "scan.json");
    expect(broken).toThrow(ClientError);
    expect(broken).toThrow(/^the parameters in scan\.json are not JSON: /);
  });
});
