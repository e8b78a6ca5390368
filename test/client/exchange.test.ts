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
/** Readouts without end, each larger than what a stream buffers. */
function* endless(onStop: (made: number) => void = () => {}): Generator<Acquisition> {
  let made = 0;
  try {
    for (;;) {
      made += 1;
      yield readout(made, 20_000);
    }
  } finally {
    onStop(made);
  }
}
/** Each message in a block of its own. */
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
    expect(received[1]).toEqual({ kind: "header", text: "Dummy XML header" }); // of a file that has none
    expect(sent).toMatchObject({ acquisitions: 1, waveforms: 1, images: 0 });
    expect([complete, closed]).toEqual([true, true]);
  });

  it("stops sending when the server gives up, and shows what it said", async () => {
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

  it("tells messages of errors from other text", async () => {
    const port = await rawServer((socket) => {
      socket.end(Buffer.concat([error("out of memory\n"), text(5, "INFO    bye\n"), close]));
      socket.resume();
    });
    expect((await run(port, [])).texts).toEqual(["error: out of memory", "text: INFO    bye"]);
  });

  it("ends though the server says CLOSE and then neither reads nor ends", async () => {
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
      ["sends what is no MRD", u16(9999), {}, /message id 9999 is unknown/],
      ["sends what can't be taken", smallReadout(0), { onData: failing }, /disk full/],
      [
        "sends what can't be taken a little later",
        smallReadout(0),
        { onData: () => Promise.reject(new Error("disk full")) },
        /disk full/,
      ],
    ])("though the server %s and reads no more", async (_, bytes, own, message) => {
      const port = await rawServer((socket) => socket.write(bytes)); // it never reads
      const socket = await connect({ host: "127.0.0.1", port, attempts: 1 });
      const onStop = vi.fn();
      await expect(exchange(socket, request(endless(onStop)), { ...handlers, ...own })).rejects.toThrow(message);
      expect(onStop).toHaveBeenCalledOnce();
      expect(socket.destroyed).toBe(true);
    });

    it("though the server waits for more of what can't be read", async () => {
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

  it("takes no more from the server while what came is being stored", async () => {
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

  it("fails on bytes that are no MRD", async () => {
    const port = await rawServer((socket) => {
      socket.end(u16(9999));
      socket.resume();
    });
    await expect(run(port, [])).rejects.toThrow(/message id 9999 is unknown/);
  });
});

describe("connect", () => {
  it("says where there is no server, how often it tried, and how to start one", async () => {
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
  it("takes the choice of a chain out and leaves all else", () => {
    const { json, removed } = withoutConfig(
      '{"version":1,"parameters":{"config":"a","customconfig":"","sigma":2}}',
      "x.json",
    );
    expect(JSON.parse(json)).toEqual({ version: 1, parameters: { sigma: 2 } });
    expect(removed).toEqual(["a"]);
  });

  it("says which text is not JSON", () => {
    const broken = () => withoutConfig("{'parameters': {}}", "scan.json");
    expect(broken).toThrow(ClientError);
    expect(broken).toThrow(/^the parameters in scan\.json are not JSON: /);
  });
});
