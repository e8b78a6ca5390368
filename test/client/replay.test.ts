import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { replayBytes, type TimedBytes } from "../../src/client/index.ts";
import { duplexPair } from "../support/duplex.ts";
import { smallImage } from "../support/small-measurement.ts";
import { close, text } from "../support/wire-bytes.ts";

vi.mock("node:timers/promises", () => ({ setTimeout: vi.fn() }));
afterEach(() => {
  vi.restoreAllMocks();
});

const pieces: TimedBytes[] = [
  { timeUs: 1e15, data: Buffer.from("first") },
  { timeUs: 1e15 + 250_000, data: Buffer.from("second") },
  { timeUs: 1e15 + 1_000_000, data: Buffer.from("third") },
];

/** Replays to a peer that answers when the sending side has ended. @returns its input, its answer, and pauses in ms */
async function conversation(speed: number, recorded: Iterable<TimedBytes> = pieces) {
  let now = 5000;
  const pauses: number[] = [];
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.mocked(pause).mockImplementation(async (ms) => {
    pauses.push(ms!);
    now += ms!;
    return undefined as never;
  });
  const [client, server] = duplexPair();
  server.on("error", () => {}); // if the replaying side fails
  const got: string[] = [];
  server.on("data", (chunk: Buffer) => got.push(chunk.toString()));
  server.on("end", () => server.end(Buffer.concat([text(5, "INFO    hello\n"), smallImage(), close])));
  const came: string[] = [];
  let bytes = 0;
  const answer = await replayBytes(client, recorded, speed, {
    onData: ({ kind }) => {
      came.push(kind);
      return undefined;
    },
    onText: (line) => came.push(line),
    onBytes: (chunk) => {
      bytes += chunk.length;
    },
  });
  return { got, came, bytes, pauses, answer };
}

describe("replay", () => {
  it("sends the same pieces without pauses, closes its side, and reads the answer", async () => {
    const { got, came, bytes, pauses, answer } = await conversation(Number.POSITIVE_INFINITY);
    expect(got).toEqual(["first", "second", "third"]);
    expect(pauses).toEqual([]);
    expect(came).toEqual(["INFO    hello", "image"]);
    expect(bytes).toBe(text(5, "INFO    hello\n").length + smallImage().length + close.length);
    expect(answer).toMatchObject({ closed: true, received: { images: 1, bytes } });
  });

  it.each([
    [1, [250, 750]],
    [4, [62.5, 187.5]],
    [0.5, [500, 1500]],
  ])("pauses as recorded, at a speed of %d", async (speed, expected) => {
    expect((await conversation(speed)).pauses).toEqual(expected);
  });

  it("shortens pauses after slow sending", async () => {
    function* slow() {
      yield pieces[0]!;
      vi.mocked(performance.now).mockReturnValue(5900);
      yield* pieces.slice(1);
    }
    expect((await conversation(1, slow())).pauses).toEqual([100]);
  });

  it("ends with the error of the recording", async () => {
    function* broken() {
      yield pieces[0]!;
      throw new Error("it is damaged");
    }
    await expect(conversation(1, broken())).rejects.toThrow("it is damaged");
  });
});
