import { finalize, type Observable } from "rxjs";
import { describe, expect, it } from "vitest";
import { Credit, drive, type Sink } from "../../src/chain/index.ts";
import { type Message, mapAsync } from "../../src/gadget-api/index.ts";

const text = (i: number): Message => ({ kind: "text", text: String(i) });
const identity = (source: Observable<Message>) => source;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Batches of three, counting what was taken. */
function numbered(total: number) {
  const taken = { count: 0 };
  async function* source() {
    for (let i = 0; i < total; i += 3) {
      yield (function* () {
        for (let j = i; j < Math.min(i + 3, total); j += 1) {
          taken.count += 1;
          yield text(j);
        }
      })();
    }
  }
  return { taken, source: source() };
}
function gathering(): Sink & { written: Message[] } {
  const written: Message[] = [];
  return { written, write: (message) => void written.push(message), drained: () => undefined };
}

describe("drive", () => {
  it("passes all messages in order and resolves after the last", async () => {
    const sink = gathering();
    await drive(numbered(10).source, identity, new Credit(), sink);
    expect(sink.written).toEqual(Array.from({ length: 10 }, (_, i) => text(i)));
  });

  it("takes no more messages while the sink can't take any", async () => {
    const { taken, source } = numbered(100);
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    let blocking = true;
    const sink: Sink = { write: () => {}, drained: () => (blocking ? blocked : undefined) };
    const driving = drive(source, identity, new Credit(), sink);
    await turn();
    expect(taken.count).toBe(1);
    blocking = false;
    release();
    await driving;
    expect(taken.count).toBe(100);
  });

  it("takes no more messages than asynchronous steps have room for", async () => {
    const { taken, source } = numbered(100);
    const credit = new Credit();
    let entered = 0;
    const work = async (message: Message) => {
      entered += 1;
      if (entered <= 2) await new Promise(() => {});
      return message;
    };
    void drive(source, mapAsync({ credit }, work, { concurrency: 2 }), credit, gathering());
    for (let i = 0; i < 10; i += 1) await turn();
    expect(taken.count).toBe(2);
  });

  it("fails with a step's error at once, though the source is silent", async () => {
    async function* silent() {
      yield [text(1)];
      await new Promise(() => {});
    }
    const failing = mapAsync({ credit: new Credit() }, () => Promise.reject<Message>(new Error("step")));
    await expect(drive(silent(), failing, new Credit(), gathering())).rejects.toThrow("step");
  });

  it("fails with what the sink throws", async () => {
    const sink: Sink = {
      write: () => {
        throw new Error("disk");
      },
      drained: () => undefined,
    };
    await expect(drive(numbered(3).source, identity, new Credit(), sink)).rejects.toThrow("disk");
  });

  it("fails with what the source throws, and unsubscribes the chain", async () => {
    async function* broken() {
      yield [text(1)];
      throw new Error("reset");
    }
    let finalized = false;
    const operator = finalize<Message>(() => {
      finalized = true;
    });
    await expect(drive(broken(), operator, new Credit(), gathering())).rejects.toThrow("reset");
    expect(finalized).toBe(true);
  });
});
