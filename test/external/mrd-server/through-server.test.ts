import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { Subject } from "rxjs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Credit } from "../../../src/chain/index.ts";
import {
  type OpenLink,
  type RemoteData,
  serverLink,
  type ThroughServerOptions,
  throughServer,
} from "../../../src/external/mrd-server/index.ts";
import type { WireMessage } from "../../../src/mrd/index.ts";
import { image, readout, waveform } from "../../support/messages.ts";
import { until } from "../../support/processes.ts";
import { onMessages, type ScriptedPeer, say, scriptedPeer } from "../../support/scripted-peer.ts";
import { plain } from "../../support/wire-samples.ts";

const megabyte = () => image(new Float32Array(2 ** 18), { matrixSize: [64, 64, 64] });
const CLOSE = { kind: "close" } as const;
const SILENCE_MS = 60_000;
/** The timers that detect idle servers; waiting for the network takes real time. */
const TIMERS = ["setTimeout", "clearTimeout"] as const;
const peers: ScriptedPeer[] = [];
afterEach(async () => {
  vi.useRealTimers();
  for (const peer of peers.splice(0)) await peer[Symbol.asyncDispose]();
});

/** A step whose server is scripted. */
class Step {
  readonly credit = new Credit();
  readonly source = new Subject<RemoteData>();
  readonly results: RemoteData[] = [];
  readonly texts: string[] = [];
  readonly outcome: Promise<void>;
  readonly unsubscribe: () => void;

  constructor(open: OpenLink, options: Partial<ThroughServerOptions> = {}) {
    const through = throughServer({
      open,
      handshake: { config: { kind: "config-file", name: "theirs" }, header: "<header/>", parameters: undefined },
      idleMs: SILENCE_MS,
      credit: this.credit,
      returns: ["acquisition", "waveform", "image"],
      drained: () => undefined,
      onText: (level, text) => void this.texts.push(`${level}: ${text}`),
      ...options,
    });
    let unsubscribe = () => {};
    this.outcome = new Promise((resolve, reject) => {
      const subscription = this.source.pipe(through).subscribe({
        next: (message) => void this.results.push(message),
        complete: resolve,
        error: reject,
      });
      unsubscribe = () => subscription.unsubscribe();
    });
    this.outcome.catch(() => {});
    this.unsubscribe = unsubscribe;
  }

  /** Sends the messages and completes the input. */
  finish(...messages: RemoteData[]): Promise<void> {
    for (const message of messages) this.source.next(message);
    this.source.complete();
    return this.outcome;
  }
}

async function stepBeside(
  script: (socket: Socket) => void,
  options: Partial<ThroughServerOptions> = {},
): Promise<{ step: Step; peer: ScriptedPeer }> {
  const peer = await scriptedPeer(script);
  peers.push(peer);
  return { step: new Step(serverLink({ host: "127.0.0.1", port: peer.port }, 10_000), options), peer };
}

/** Answers each data message with the result of `answer`, and CLOSE with CLOSE. */
function answering(answer: (message: WireMessage) => WireMessage[]): (socket: Socket) => void {
  return (socket) =>
    onMessages(socket, (message) => {
      say(socket, ...(message.kind === "close" ? [CLOSE] : answer(message)));
    });
}

describe("a conversation with a server", () => {
  it("is config, header, parameters, data and CLOSE", async () => {
    const heard: WireMessage[] = [];
    const config = { kind: "config-text", text: "a chain" } as const;
    const { step } = await stepBeside(
      answering((message) => {
        heard.push(message);
        return [];
      }),
      { handshake: { config, header: "Dummy XML header", parameters: '{"parameters":{}}' } },
    );
    const data = [readout(), waveform(), image([1, 2])];
    await step.finish(...data);
    const opening = [
      config,
      { kind: "header", text: "Dummy XML header" },
      { kind: "text", text: '{"parameters":{}}' },
    ] as const;
    expect(heard.map(plain)).toEqual([...opening, ...data].map(plain));
  });

  it("emits what the server sends as it arrives", async () => {
    const { step } = await stepBeside(answering((message) => (message.kind === "acquisition" ? [message] : [])));
    step.source.next(readout({ scanCounter: 1 }));
    await until(() => step.results.length === 1);
    await step.finish(readout({ scanCounter: 2 }));
    expect(step.results.map(plain)).toEqual([1, 2].map((scanCounter) => plain(readout({ scanCounter }))));
  });

  it("ignores messages that are neither data nor texts", async () => {
    const stray: WireMessage[] = [
      { kind: "config-file", name: "x" },
      { kind: "header", text: "x" },
      { kind: "response", correlationId: 1n, text: "x" },
    ];
    const { step } = await stepBeside(answering((message) => (message.kind === "image" ? stray : [])));
    await step.finish(image([1]));
    expect(step.results).toEqual([]);
  });

  it("reports the server's texts, with their level and without the prefix", async () => {
    const texts = ["DEBUG   a", "INFO     b", "WARNING c\n", "ERROR   d\ne", "CRITICAL g", "WRN i", "h i", ""];
    const { step } = await stepBeside(
      answering((message) => (message.kind === "image" ? texts.map((text) => ({ kind: "text", text })) : [])),
    );
    await step.finish(image([1]));
    const expected = [
      "debug: a",
      "info: b",
      "warning: c",
      "error: d\ne",
      "error: g",
      "warning: i",
      "info: h i",
      "info: ",
    ];
    expect(step.texts).toEqual(expected);
  });

  it("accepts a server that ends its side after its CLOSE, or sends CLOSE twice", async () => {
    const { step } = await stepBeside((socket) =>
      onMessages(socket, (message) => {
        if (message.kind !== "close") return;
        say(socket, image([1]), CLOSE, CLOSE);
        socket.end();
      }),
    );
    await step.finish();
    expect(step.results).toHaveLength(1);
  });

  it("completes if the server has sent CLOSE early, but has received all data", async () => {
    const { step, peer } = await stepBeside((socket) =>
      onMessages(socket, (message) => {
        if (message.kind === "image") say(socket, image([1]), CLOSE);
      }),
    );
    step.source.next(image([2]));
    await until(() => step.results.length === 1);
    const socket = await peer.socket;
    let heard = 0;
    socket.on("data", () => {
      heard += 1;
    });
    await step.finish();
    expect(heard).toBeLessThanOrEqual(1); // this side's CLOSE
  });
});

describe("a server that fails", () => {
  const failing = async (script: (socket: Socket) => void, options: Partial<ThroughServerOptions> = {}) => {
    const { step, peer } = await stepBeside(script, options);
    const where = `the server at 127.0.0.1:${peer.port}`;
    return { step, expectFailure: (code: string, message: string | RegExp) => expectError(step, code, message, where) };
  };
  const expectError = async (step: Step, code: string, message: string | RegExp, where: string) => {
    const error = await step.outcome.then(
      () => undefined,
      (reason: Error & { code: string }) => reason,
    );
    expect(error).toMatchObject({ name: "PeerError", code });
    expect(error!.message.startsWith(where)).toBe(true);
    expect(error!.message.slice(where.length + 1)).toMatch(message);
  };

  it("with an ERROR message, is an error with that text", async () => {
    const { step, expectFailure } = await failing(
      answering((message) => (message.kind === "image" ? [{ kind: "error", text: "no memory\n" }] : [])),
    );
    step.source.next(image([1]));
    await expectFailure("failed", /^failed: no memory$/);
  });

  it("by sending data that are not MRD, has an error code of its own", async () => {
    const { expectFailure } = await failing((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n"));
    await expectFailure("not-mrd", /^sends data that are not MRD: message 1 .*message id 21576 is unknown/);
  });

  it("by ending the connection without CLOSE", async () => {
    const { step, expectFailure } = await failing((socket) => onMessages(socket, () => socket.end()));
    step.source.next(image([1]));
    await expectFailure("closed", /^ended the connection without CLOSE/);
  });

  it("by ending it within a message", async () => {
    const { expectFailure } = await failing((socket) => socket.end(Buffer.of(5, 0, 9, 0, 0, 0, 65)));
    await expectFailure("closed", /^ended the connection without CLOSE \(the stream ended inside message 1/);
  });

  it("by resetting it", async () => {
    const { expectFailure } = await failing((socket) => onMessages(socket, () => socket.resetAndDestroy()));
    await expectFailure("closed", /^ended the connection without CLOSE \(read ECONNRESET\)$/);
  });

  it("by sending CLOSE before it received all data", async () => {
    const { step, expectFailure } = await failing((socket) => say(socket, image([1]), CLOSE));
    await until(() => step.results.length === 1);
    await pause(50);
    step.source.next(image([2]));
    await expectFailure("closed", /^sent CLOSE before it received all data$/);
  });

  it("by sending a kind of data that was not requested", async () => {
    const { expectFailure } = await failing((socket) => say(socket, readout()), { returns: ["image", "waveform"] });
    await expectFailure("unexpected-data", /^sends acquisitions; expected image, waveform$/);
  });

  it("by sending nothing for too long after the last of the data", async () => {
    vi.useFakeTimers({ toFake: [...TIMERS] });
    let closed = false;
    const { step, expectFailure } = await failing((socket) =>
      onMessages(socket, (message) => {
        closed ||= message.kind === "close";
      }),
    );
    step.source.next(image([1]));
    step.source.complete();
    await until(() => closed);
    vi.advanceTimersByTime(SILENCE_MS);
    await expectFailure("silent", /^sends neither results nor CLOSE for 60 s$/);
  });

  it("by not accepting its data for too long", async () => {
    vi.useFakeTimers({ toFake: [...TIMERS] });
    const { step, expectFailure } = await failing(() => {});
    await until(() => step.credit.available() === undefined);
    const big = image(new Float32Array(2 ** 24), { matrixSize: [256, 256, 256] });
    step.source.next(big);
    vi.advanceTimersByTime(SILENCE_MS);
    await expectFailure("silent", /^takes no more data for 60 s$/);
  });
});

describe("a slow server", () => {
  it("is not idle while nothing is expected of it", async () => {
    vi.useFakeTimers({ toFake: [...TIMERS] });
    const { step } = await stepBeside(answering(() => []));
    await until(() => step.credit.available() === undefined);
    vi.advanceTimersByTime(10 * SILENCE_MS);
    await step.finish(image([1]));
  });

  it("delays the source of the chain until it accepts more", async () => {
    const { step, peer } = await stepBeside(() => {});
    const socket = await peer.socket;
    await until(() => step.credit.available() === undefined);
    const big = megabyte();
    let sent = 0;
    for (; step.credit.available() === undefined; sent += 1) {
      step.source.next(big);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sent).toBeLessThan(50); // as many as fit into the system's buffers, and one
    onMessages(socket, (message) => {
      if (message.kind === "close") say(socket, CLOSE);
    });
    await step.credit.available();
    await step.finish(big);
  });

  it("delays the source of the chain even while the connection is being opened", async () => {
    let connected = () => {};
    const { peer } = await stepBeside(answering(() => []));
    const later: OpenLink = async (signal) => {
      await new Promise<void>((resolve) => {
        connected = resolve;
      });
      return serverLink({ host: "127.0.0.1", port: peer.port }, 10_000)(signal);
    };
    const step = new Step(later);
    expect(step.credit.available()).toBeInstanceOf(Promise);
    step.source.next(image([1]));
    connected();
    await step.credit.available();
    await step.finish();
  });
});

describe("a slow chain", () => {
  it("pauses reading from the server, which then does not count as idle", async () => {
    vi.useFakeTimers({ toFake: [...TIMERS] });
    const big = megabyte();
    let free = false;
    let roomMade = () => {};
    const room = new Promise<void>((resolve) => {
      roomMade = () => {
        free = true;
        resolve();
      };
    });
    const { step, peer } = await stepBeside(
      answering((message) => (message.kind === "waveform" ? Array.from({ length: 64 }, () => big) : [])),
      { drained: () => (free ? undefined : room) },
    );
    const done = step.finish(waveform());
    const socket = await peer.socket;
    await until(() => step.results.length === 1);
    vi.advanceTimersByTime(10 * SILENCE_MS);
    await pause(50);
    expect(step.results).toHaveLength(1);
    expect(socket.writableLength).toBeGreaterThan(0);
    roomMade();
    await done;
    expect(step.results).toHaveLength(64);
  });

  it("whose client disconnects does not cause an error of the server", async () => {
    const gone = Object.assign(new Error("the client is gone"), { code: "ECONNRESET" });
    const { step, peer } = await stepBeside((socket) => say(socket, image([1]), image([2])), {
      drained: () => Promise.reject(gone),
    });
    await expect(step.outcome).rejects.toBe(gone);
    expect(step.results).toHaveLength(1);
    const socket = await peer.socket;
    socket.resume();
    await once(socket, "end");
  });
});

describe("the end of the chain", () => {
  it("releases the credit of messages that the server has not accepted", async () => {
    const { step } = await stepBeside(() => {});
    await until(() => step.credit.available() === undefined);
    step.source.next(image(new Float32Array(2 ** 24), { matrixSize: [256, 256, 256] }));
    expect(step.credit.available()).toBeInstanceOf(Promise);
    step.unsubscribe();
    await until(() => step.credit.available() === undefined);
  });

  it("is the end of the connection", async () => {
    const { step, peer } = await stepBeside((socket) => socket.resume());
    const socket = await peer.socket;
    step.source.next(image([1]));
    step.unsubscribe();
    await once(socket, "end");
    expect(step.source.observed).toBe(false);
    expect(step.credit.available()).toBeUndefined();
  });

  it("is the end of an attempt to connect", async () => {
    let aborted = false;
    const step = new Step(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            aborted = true;
            reject(signal.reason as Error);
          });
        }),
    );
    step.source.next(image([1]));
    step.unsubscribe();
    expect(aborted).toBe(true);
    await until(() => step.credit.available() === undefined);
  });
});

describe("a link to a server", () => {
  it("that can't be opened is an error with its address", async () => {
    const { peer } = await stepBeside(() => {});
    await peer[Symbol.asyncDispose]();
    const open = serverLink({ host: "127.0.0.1", port: peer.port }, 10_000);
    await expect(open(new AbortController().signal)).rejects.toMatchObject({
      code: "unreachable",
      message: `no MRD server can be reached at 127.0.0.1:${peer.port}: connect ECONNREFUSED 127.0.0.1:${peer.port}`,
    });
  });
});
