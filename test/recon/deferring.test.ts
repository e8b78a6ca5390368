import { from, lastValueFrom, type Observable, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import type { Acquisition } from "../../src/mrd/index.ts";
import {
  type DeferrableReadout,
  deferring,
  ReadoutGroup,
  type ReadoutPosition,
} from "../../src/recon/readouts/index.ts";
import { readout } from "../support/messages.ts";

const readouts = [1, 2, 3, 4, 5].map((scanCounter) => readout({ scanCounter }));
const countersOf = (message: ReadoutGroup | DeferrableReadout): number[] => {
  const counters: number[] = [];
  const add = ({ header }: DeferrableReadout) => void counters.push(header.scanCounter);
  if (message instanceof ReadoutGroup) message.visit(add);
  else add(message);
  return counters;
};
/** Waits for two readouts, and emits both; what still waits comes at the end. */
const pairs = () => {
  let waiting: DeferrableReadout[] = [];
  return deferring(
    (each, emit) => {
      waiting.push(each);
      if (waiting.length < 2) return;
      for (const one of waiting) emit(one);
      waiting = [];
    },
    (emit) => {
      for (const one of waiting) emit(one);
    },
  );
};
const failing = (at: number) =>
  deferring((each, emit) => {
    if (each.header.scanCounter === at) throw new Error(`no ${at}`);
    emit(each);
  });
const through = (messages: readonly (ReadoutGroup | Acquisition)[], operator: ReturnType<typeof deferring>) =>
  operator(from(messages) as Observable<Acquisition>) as Observable<ReadoutGroup | DeferrableReadout>;

describe("a step that defers its work", () => {
  it("takes readouts one by one", async () => {
    const results = await lastValueFrom(through(readouts, pairs()).pipe(toArray()));
    expect(results.map(countersOf)).toEqual([[1], [2], [3], [4], [5]]);
  });

  it("takes several together, and emits them together", async () => {
    const position = { scanCounter: undefined };
    const groups = [new ReadoutGroup(readouts.slice(0, 3), position), new ReadoutGroup(readouts.slice(3), position)];
    const results = await lastValueFrom(through(groups, pairs()).pipe(toArray()));
    expect(results.map(countersOf)).toEqual([[1, 2], [3, 4], [5]]);
  });

  it("emits nothing for several that all wait", async () => {
    const group = new ReadoutGroup(readouts.slice(0, 1), { scanCounter: undefined });
    const results = await lastValueFrom(through([group, group], pairs()).pipe(toArray()));
    expect(results.map(countersOf)).toEqual([[1, 1]]);
  });

  it.each([
    [1, []],
    [4, [[1, 2, 3]]],
  ])("emits those before one that fails, readout %i, and is at that one then", async (at, before) => {
    const position: ReadoutPosition = { scanCounter: undefined };
    const emitted: number[][] = [];
    const failure = await new Promise((resolve) => {
      through([new ReadoutGroup(readouts, position)], failing(at)).subscribe({
        next: (group) => void emitted.push(countersOf(group)),
        error: (error: Error) => resolve([error.message, position.scanCounter]),
      });
    });
    expect(emitted).toEqual(before);
    expect(failure).toEqual([`no ${at}`, at]);
  });

  it("reports what fails at the end", async () => {
    const operator = deferring(
      (each, emit) => emit(each),
      () => {
        throw new Error("at the end");
      },
    );
    await expect(lastValueFrom(through(readouts, operator))).rejects.toThrow("at the end");
  });
});
