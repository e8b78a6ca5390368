import { finalize, map, Observable, type OperatorFunction, take } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import { Credit, drive, type Sink } from "../../src/chain/index.ts";
import { type Message, mapAsync } from "../../src/gadget-api/index.ts";

const text = (i: number): Message => ({ kind: "text", text: String(i) });
const identity = (source: Observable<Message>) => source;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Batches of three; counts the messages consumed. */
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
  it("fails if a step has ended without a result or an error, as with a full stack", async () => {
    const lost = () => new Observable<Message>((subscriber) => subscriber.unsubscribe());
    const later = (source: Observable<Message>) =>
      new Observable<Message>((subscriber) => source.subscribe(() => subscriber.unsubscribe()));
    for (const operator of [lost, later]) {
      const run = drive({ source: numbered(10).source, operator, credit: new Credit(), sink: gathering() });
      await expect(run).rejects.toThrow("its error was lost");
    }
  });

  it("passes all messages in order and resolves after the last", async () => {
    const sink = gathering();
    await drive({ source: numbered(10).source, operator: identity, credit: new Credit(), sink });
    expect(sink.written).toEqual(Array.from({ length: 10 }, (_, i) => text(i)));
  });

  it("requests no more messages while the sink is full", async () => {
    const { taken, source } = numbered(100);
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    let blocking = true;
    const sink: Sink = { write: () => {}, drained: () => (blocking ? blocked : undefined) };
    const driving = drive({ source, operator: identity, credit: new Credit(), sink });
    await turn();
    expect(taken.count).toBe(1);
    blocking = false;
    release();
    await driving;
    expect(taken.count).toBe(100);
  });

  it("requests no more messages than asynchronous steps can accept", async () => {
    const { taken, source } = numbered(100);
    const credit = new Credit();
    let entered = 0;
    const work = async (message: Message) => {
      entered += 1;
      if (entered <= 2) await new Promise(() => {});
      return message;
    };
    void drive({
      source,
      operator: mapAsync({ credit }, work, { concurrency: 2 }),
      credit,
      sink: gathering(),
    });
    for (let i = 0; i < 10; i += 1) await turn();
    expect(taken.count).toBe(2);
  });

  it("fails with a step's error immediately, even while the source is silent", async () => {
    async function* silent() {
      yield [text(1)];
      await new Promise(() => {});
    }
    const failing = mapAsync({ credit: new Credit() }, () => Promise.reject<Message>(new Error("step")));
    await expect(
      drive({ source: silent(), operator: failing, credit: new Credit(), sink: gathering() }),
    ).rejects.toThrow("step");
  });

  it("fails with what the sink throws", async () => {
    const sink: Sink = {
      write: () => {
        throw new Error("disk");
      },
      drained: () => undefined,
    };
    await expect(drive({ source: numbered(3).source, operator: identity, credit: new Credit(), sink })).rejects.toThrow(
      "disk",
    );
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
    await expect(drive({ source: broken(), operator, credit: new Credit(), sink: gathering() })).rejects.toThrow(
      "reset",
    );
    expect(finalized).toBe(true);
  });

  describe("closes its source", () => {
    /** Yields batches, and records how often it was pulled and whether it was closed. */
    function watched(end: () => unknown = () => undefined) {
      const state = { pulled: 0, closed: false };
      async function* source() {
        try {
          for (let i = 0; ; i += 1) {
            state.pulled += 1;
            if (i === 3) await end();
            yield [text(i)];
          }
        } finally {
          state.closed = true;
        }
      }
      return { state, source: source() };
    }
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    const failing = (message: string) => map<Message, Message>(fail(message));
    const run = (
      source: AsyncIterable<Iterable<Message>>,
      operator: OperatorFunction<Message, Message> = identity,
      sink: Sink = gathering(),
      signal?: AbortSignal,
    ) => drive({ source, operator, credit: new Credit(), sink, signal });

    it.each<[string, OperatorFunction<Message, Message>]>([
      ["immediately", failing("step")],
      ["later", mapAsync({ credit: new Credit() }, () => Promise.reject<Message>(new Error("step")))],
    ])("when a step fails %s", async (_when, operator) => {
      const { state, source } = watched();
      await expect(run(source, operator)).rejects.toThrow("step");
      await turn();
      expect(state.closed).toBe(true);
    });

    it("when the source fails", async () => {
      const { state, source } = watched(fail("reset"));
      await expect(run(source)).rejects.toThrow("reset");
      await turn();
      expect(state).toEqual({ pulled: 4, closed: true });
    });

    it("when one of its batches fails", async () => {
      const closed = vi.fn();
      async function* source() {
        try {
          yield (function* (): Generator<Message> {
            yield text(1);
            throw new Error("bad batch");
          })();
          yield [text(2)];
        } finally {
          closed();
        }
      }
      const sink = gathering();
      await expect(run(source(), identity, sink)).rejects.toThrow("bad batch");
      await turn();
      expect(closed).toHaveBeenCalledTimes(1);
      expect(sink.written).toEqual([text(1)]);
    });

    it("when the sink fails", async () => {
      const { state, source } = watched();
      const sink = { write: fail("disk"), drained: () => undefined };
      await expect(run(source, identity, sink)).rejects.toThrow("disk");
      await turn();
      expect(state.closed).toBe(true);
    });

    it("when it is aborted, while it waits for the sink or for nothing", async () => {
      for (const drained of [() => new Promise<void>(() => {}), () => undefined]) {
        const { state, source } = watched(turn);
        const leaving = new AbortController();
        const running = run(source, identity, { write: () => {}, drained }, leaving.signal);
        setImmediate(() => leaving.abort(new Error("gone")));
        await expect(running).rejects.toThrow("gone");
        await turn();
        expect(state.closed).toBe(true);
      }
    });

    it("when it was aborted before it started, and requests nothing", async () => {
      const { state, source } = watched();
      const close = vi.spyOn(source, "return");
      const sink = gathering();
      await expect(run(source, identity, sink, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
      expect(close).toHaveBeenCalledTimes(1);
      expect(sink.written).toEqual([]);
      expect(state.pulled).toBe(0);
    });

    it("when the steps complete early, and succeeds", async () => {
      const { state, source } = watched();
      const sink = gathering();
      await run(source, take(2), sink);
      await turn();
      expect(state.closed).toBe(true);
      expect(sink.written).toEqual([text(0), text(1)]);
    });

    it("when all is done", async () => {
      const { source } = numbered(4);
      const close = vi.spyOn(source, "return");
      await run(source);
      expect(close).toHaveBeenCalledTimes(1);
    });

    it("and stops pulling once it has failed, so that a waiting source is closed immediately", async () => {
      const { state, source } = watched();
      await expect(run(source, failing("step"))).rejects.toThrow("step");
      expect(state.pulled).toBe(1);

      const closed = vi.fn();
      async function* silent() {
        try {
          yield [text(1)];
          await new Promise(() => {});
        } finally {
          closed();
        }
      }
      await expect(run(silent(), failing("step"))).rejects.toThrow("step");
      await turn();
      expect(closed).toHaveBeenCalledTimes(1);
    });

    it("and fails as the run did, whatever closing it throws, and without waiting for it", async () => {
      const closings = [
        () => Promise.reject(new Error("closing")),
        () => new Promise<IteratorResult<Message[]>>(() => {}),
      ];
      for (const closing of closings) {
        const close = vi.fn(closing);
        const next = async (): Promise<IteratorResult<Message[]>> => ({ done: false, value: [text(1)] });
        const source: AsyncIterable<Message[]> = { [Symbol.asyncIterator]: () => ({ next, return: close }) };
        await expect(run(source, failing("step"))).rejects.toThrow("step");
        await turn();
        expect(close).toHaveBeenCalledTimes(1);
      }
    });

    it("if it can be closed", async () => {
      let left = 2;
      const next = async () => (left-- > 0 ? { value: [text(left)] } : { done: true as const, value: undefined });
      const sink = gathering();
      await run({ [Symbol.asyncIterator]: () => ({ next }) }, identity, sink);
      expect(sink.written).toHaveLength(2);
    });
  });
});
