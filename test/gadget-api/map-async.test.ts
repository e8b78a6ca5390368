import { from, lastValueFrom, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { Credit } from "../../src/chain/index.ts";
import { mapAsync } from "../../src/gadget-api/index.ts";

/** Work that ends when the test resolves it. */
function manualWork() {
  const pending: { value: number; resolve: () => void; reject: (error: Error) => void }[] = [];
  const work = (value: number) =>
    new Promise<number>((resolve, reject) => {
      pending.push({ value, resolve: () => resolve(value * 10), reject });
    });
  return { pending, work };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("mapAsync", () => {
  it("keeps the order of the messages when later work ends first", async () => {
    const delays = [30, 1, 15];
    const work = (i: number) => new Promise<number>((resolve) => setTimeout(() => resolve(i), delays[i]));
    const results = from([0, 1, 2]).pipe(mapAsync({ credit: new Credit() }, work, { concurrency: 3 }), toArray());
    expect(await lastValueFrom(results)).toEqual([0, 1, 2]);
  });

  it("works on at most `concurrency` messages at the same time", async () => {
    const { pending, work } = manualWork();
    const source = new Subject<number>();
    source.pipe(mapAsync({ credit: new Credit() }, work, { concurrency: 2 })).subscribe();
    for (const value of [1, 2, 3]) source.next(value);
    await turn();
    expect(pending.map(({ value }) => value)).toEqual([1, 2]);
    pending[0]!.resolve();
    await turn();
    expect(pending.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  it("takes its credit when a message enters, and releases it when the result leaves", async () => {
    const credit = new Credit();
    const { pending, work } = manualWork();
    const source = new Subject<number>();
    source.pipe(mapAsync({ credit }, work)).subscribe();
    expect(credit.available()).toBeUndefined();
    source.next(1);
    const wait = credit.available();
    expect(wait).toBeInstanceOf(Promise);
    await turn();
    pending[0]!.resolve();
    await wait;
    expect(credit.available()).toBeUndefined();
  });

  it("lets messages wait for earlier results, up to their size", async () => {
    const credit = new Credit();
    const { pending, work } = manualWork();
    const source = new Subject<number>();
    const results: number[] = [];
    const ahead = { size: (value: number) => value, limit: 10 };
    source.pipe(mapAsync({ credit }, work, { concurrency: 2, ahead })).subscribe((value) => results.push(value));
    for (const value of [4, 5]) source.next(value);
    await turn();
    pending[1]!.resolve();
    await turn();
    expect(credit.available()).toBeUndefined();
    source.next(3);
    expect(credit.available()).toBeInstanceOf(Promise);
    await turn();
    expect(pending.map(({ value }) => value)).toEqual([4, 5, 3]);
    pending[0]!.resolve();
    await turn();
    expect(results).toEqual([40, 50]);
    expect(credit.available()).toBeUndefined();
  });

  it("emits a result that needs no waiting immediately, but after those of earlier messages", async () => {
    const credit = new Credit();
    const { pending, work } = manualWork();
    const source = new Subject<number>();
    const results: number[] = [];
    const sometimes = (value: number) => (value % 2 === 0 ? value : work(value));
    source.pipe(mapAsync({ credit }, sometimes, { concurrency: 2 })).subscribe((value) => results.push(value));
    source.next(2);
    expect(results).toEqual([2]);
    expect(credit.available()).toBeUndefined();
    source.next(1);
    source.next(4);
    expect(results).toEqual([2]);
    pending[0]!.resolve();
    await turn();
    expect(results).toEqual([2, 10, 4]);
    expect(credit.available()).toBeUndefined();
  });

  it("waits for promises of other kinds than JavaScript's", async () => {
    const work = (value: number): PromiseLike<number> => ({
      // biome-ignore lint/suspicious/noThenProperty: such a promise is what is tested
      then: (...args) => Promise.resolve(value * 10).then(...args),
    });
    const results = from([1, 2]).pipe(mapAsync({ credit: new Credit() }, work), toArray());
    expect(await lastValueFrom(results)).toEqual([10, 20]);
  });

  it("completes only after the last result", async () => {
    const { pending, work } = manualWork();
    const source = new Subject<number>();
    const events: unknown[] = [];
    source.pipe(mapAsync({ credit: new Credit() }, work)).subscribe({
      next: (value) => events.push(value),
      complete: () => events.push("complete"),
    });
    source.next(1);
    source.complete();
    await turn();
    expect(events).toEqual([]);
    pending[0]!.resolve();
    await turn();
    expect(events).toEqual([10, "complete"]);
  });

  it.each([
    ["a rejection", () => Promise.reject(new Error("no"))],
    [
      "a synchronous throw",
      () => {
        throw new Error("no");
      },
    ],
  ])("makes %s of the work its error", async (_name, work) => {
    const results = from([1]).pipe(mapAsync({ credit: new Credit() }, work as () => Promise<number>));
    await expect(lastValueFrom(results)).rejects.toThrow("no");
  });

  it("releases all credit when unsubscribed with work in progress", async () => {
    const credit = new Credit();
    const { work } = manualWork();
    const source = new Subject<number>();
    const subscription = source.pipe(mapAsync({ credit }, work)).subscribe();
    source.next(1);
    source.next(2);
    subscription.unsubscribe();
    expect(credit.available()).toBeUndefined();
    expect(source.observed).toBe(false);
  });
});

describe("Credit", () => {
  it("is available only when every gate is open", async () => {
    const credit = new Credit();
    const [one, two] = [credit.open(1), credit.open(2)];
    one.enter();
    two.enter();
    two.enter();
    let released = false;
    const wait = credit.available()!.then(() => {
      released = true;
    });
    one.leave();
    await turn();
    expect(released).toBe(false);
    two.leave();
    await wait;
    expect(released).toBe(true);
  });
});
