import { lastValueFrom, map, Observable, of, Subject, tap, throwError, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { Credit, compileChain, gadgetRegistry, instantiate, StepError } from "../../src/chain/index.ts";
import { defineGadget, type Gadget, type Message, requireHeader } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import {
  type Acquisition,
  AcquisitionHeader,
  type MrdHeader,
  parseHeader,
  type Waveform,
  WaveformHeader,
} from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";

const header = parseHeader("<ismrmrdHeader><studyInformation><studyID>7</studyID></studyInformation></ismrmrdHeader>");
const readout = (scanCounter: number): Acquisition => ({
  kind: "acquisition",
  header: AcquisitionHeader.of({ scanCounter }),
  trajectory: new Float32Array(),
  data: new Float32Array(),
});
const waveform: Waveform = { kind: "waveform", header: WaveformHeader.of({}), data: new Uint32Array() };

function gadget(name: string, create: Gadget["create"], headerAfter?: (header: MrdHeader) => MrdHeader): Gadget {
  const base = { name, summary: "S.", in: ["acquisition"], out: ["acquisition"], parameters: {} } as const;
  return defineGadget({ ...base, ...(headerAfter && { headerAfter }), create: create as never });
}

async function run(gadgets: readonly Gadget[], messages: readonly Message[], given: MrdHeader | undefined = header) {
  const registry = gadgetRegistry(
    Object.fromEntries(gadgets.map((each) => [each.name, async () => ({ default: each })])),
  );
  const text = `description: d\nchain:\n${gadgets.map(({ name }) => `  - ${name}\n`).join("")}`;
  const chain = await compileChain("test", "test.yaml", text, registry);
  const reported: string[] = [];
  const report = (level: string, line: string) => void reported.push(`${level}: ${line}`);
  const operator = instantiate(chain, {
    header: given,
    version: "1",
    credit: new Credit(),
    pool: noPool,
    noise: noNoiseStore,
    report,
  });
  return { results: lastValueFrom(of(...messages).pipe(operator, toArray())), reported };
}

describe("a running chain", () => {
  it("passes messages that a step does not consume, in order", async () => {
    const seen: string[] = [];
    const step = gadget("step", () => tap(({ kind }) => seen.push(kind)));
    const { results } = await run([step], [readout(1), waveform, readout(2)]);
    expect((await results).map(({ kind }) => kind)).toEqual(["acquisition", "waveform", "acquisition"]);
    expect(seen).toEqual(["acquisition", "acquisition"]);
  });

  it("names chain, step, place and scan counter in an error, once", async () => {
    const fine = gadget("fine", () => map((message) => message));
    const broken = gadget("broken", () =>
      map((message) => {
        if ((message as Acquisition).header.scanCounter === 12) throw new Error("no coils");
        return message;
      }),
    );
    const { results } = await run([fine, broken, fine], [readout(11), readout(12)]);
    const error = await results.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StepError);
    expect((error as StepError).message).toBe(
      "chain test, step 2, broken (test.yaml:4:5), at scan counter 12: no coils",
    );
    expect(((error as StepError).cause as Error).message).toBe("no coils");
  });

  it("names the step whose `create` throws", async () => {
    const broken = gadget("broken", () => {
      throw new Error("bad range");
    });
    const { results } = await run([broken], []);
    await expect(results).rejects.toThrow("chain test, step 1, broken (test.yaml:3:5): bad range");
  });

  it("does not blame a step for an error of its source", async () => {
    const fine = gadget("fine", () => map((message) => message));
    const registry = gadgetRegistry({ fine: async () => ({ default: fine }) });
    const chain = await compileChain("test", "test.yaml", "description: d\nchain: [fine]", registry);
    const operator = instantiate(chain, {
      header,
      version: "1",
      credit: new Credit(),
      pool: noPool,
      noise: noNoiseStore,
      report: () => {},
    });
    await expect(lastValueFrom(throwError(() => new Error("reset")).pipe(operator))).rejects.toThrow(/^reset$/);
  });

  it("provides each step with the header as changed by the steps before", async () => {
    const ids: unknown[] = [];
    const look = gadget(
      "look",
      (context) => {
        ids.push(context.header!.studyInformation?.studyId);
        return map((message) => message);
      },
      (before) => ({
        ...before,
        studyInformation: { ...before.studyInformation!, studyId: `${before.studyInformation!.studyId}+` },
      }),
    );
    await (await run([look, look], [])).results;
    expect(ids).toEqual(["7", "7+"]);
  });

  it("provides each step with the header's text: the client's until a step changes the header", async () => {
    const seen: [string, string | undefined][] = [];
    const look = gadget("look", ({ headerText, folder }) => {
      seen.push([headerText(), folder]);
      return map((message) => message);
    });
    const change = gadget(
      "change",
      () => map((message) => message),
      (before) => ({ ...before, studyInformation: { ...before.studyInformation!, studyId: "8" } }),
    );
    const registry = gadgetRegistry({
      look: async () => ({ default: look }),
      change: async () => ({ default: change }),
    });
    const chain = await compileChain("test", "test.yaml", "description: d\nchain: [look, change, look]", registry);
    const environment = { version: "1", pool: noPool, noise: noNoiseStore, report: () => {} };
    const runWith = async (given: MrdHeader | undefined, headerText: string, steps = chain.steps) => {
      const operator = instantiate(
        { ...chain, steps, folder: "/chains" },
        { ...environment, credit: new Credit(), header: given, headerText },
      );
      await lastValueFrom(of<Message>().pipe(operator, toArray()));
    };
    await runWith(header, "<theirs/>");
    expect(seen[0]).toEqual(["<theirs/>", "/chains"]);
    expect(seen[1]![0]).toMatch(/^<\?xml .*<studyID>8<\/studyID>/s);
    await runWith(undefined, "Dummy XML header", chain.steps.slice(0, 1));
    expect(seen[2]![0]).toBe("Dummy XML header");
  });

  it("reports downstream capacity to a step that produces messages: of the steps after it, then of the sink", async () => {
    const rooms: unknown[] = [];
    const source = gadget("source", ({ drained }) => tap(() => rooms.push(drained())));
    const slow = gadget("slow", ({ credit }) => {
      const gate = credit.open(2);
      return tap(() => gate.enter());
    });
    const registry = gadgetRegistry({
      source: async () => ({ default: source }),
      slow: async () => ({ default: slow }),
    });
    const chain = await compileChain("test", "test.yaml", "description: d\nchain: [source, slow]", registry);
    const environment = { header, version: "1", credit: new Credit(), pool: noPool, noise: noNoiseStore };
    let sink: Promise<void> | undefined;
    const operator = instantiate(chain, { ...environment, report: () => {}, drained: () => sink });
    const input = new Subject<Message>();
    input.pipe(operator).subscribe();
    input.next(readout(1));
    sink = Promise.resolve();
    input.next(readout(2));
    input.next(readout(3)); // the step after it is full by now
    expect(rooms).toEqual([undefined, sink, expect.any(Promise)]);
    expect(rooms[1]).toBe(sink);
    expect(rooms[2]).not.toBe(sink);
  });

  it("runs without a header until a step requires it", async () => {
    const fine = gadget("fine", () => map((message) => message));
    const needy = gadget("needy", (context) => {
      const { encoding } = requireHeader(context);
      return map((message) => (encoding.length > 9 ? readout(9) : message));
    });
    expect(await (await run([fine], [readout(1)], null as never)).results).toHaveLength(1);
    const registry = gadgetRegistry({ needy: async () => ({ default: needy }) });
    const chain = await compileChain("test", "test.yaml", "description: d\nchain: [needy]", registry);
    const operator = instantiate(chain, {
      header: undefined,
      version: "1",
      credit: new Credit(),
      pool: noPool,
      noise: noNoiseStore,
      report: () => {},
    });
    await expect(lastValueFrom(of(readout(1) as Message).pipe(operator))).rejects.toThrow(
      /needs the measurement's MRD header/,
    );
  });

  it("reports messages of a step under its name", async () => {
    const talking = gadget("talking", ({ report }) => tap(() => report("info", "hello")));
    const { results, reported } = await run([talking], [readout(1)]);
    await results;
    expect(reported).toEqual(["info: talking: hello"]);
  });

  it("flushes each step into the next at the end", async () => {
    const late = gadget(
      "late",
      () => (source) =>
        new Observable((subscriber) =>
          source.subscribe({
            complete: () => {
              subscriber.next(readout(99));
              subscriber.complete();
            },
          }),
        ),
    );
    const { results } = await run([late, gadget("fine", () => map((message) => message))], [readout(1)]);
    expect((await results).map((message) => (message as Acquisition).header.scanCounter)).toEqual([99]);
  });
});
