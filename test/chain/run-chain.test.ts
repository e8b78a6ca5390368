import { map, tap } from "rxjs";
import { describe, expect, it } from "vitest";
import removeOversampling from "../../gadgets/readouts/remove-oversampling.ts";
import { NotAcceptedError } from "../../src/chain/compile/accepted.ts";
import { type Chain, type MessageSource, type RunServices, runChain, StepError } from "../../src/chain/index.ts";
import { defineGadget, type Gadget, type GadgetContext, type Message } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { type Acquisition, formatHeader, MrdError } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { compileWith, passing } from "../support/chains.ts";
import { keeper } from "../support/keeper.ts";
import { encodingOf, headerOf, image, readout, waveform } from "../support/messages.ts";

const cut = passing("cut", ["acquisition"]);
const beat = passing("beat", ["waveform"]);
const text: Message = { kind: "text", text: "hello" };

const chainOf = (...gadgets: readonly Gadget[]): Promise<Chain> =>
  compileWith(gadgets, `description: d\nchain:\n${gadgets.map(({ name }) => `  - ${name}\n`).join("")}`);

type SourceOptions = Parameters<MessageSource>[0];

/** Yields batches, and records the requests and whether it was closed. */
function sourceOf(...batches: readonly (readonly Message[])[]) {
  const noted: { asked?: SourceOptions; closed: boolean; pulled: number } = { closed: false, pulled: 0 };
  const source: MessageSource = (options) => {
    noted.asked = options;
    return (async function* () {
      try {
        for (const batch of batches) {
          noted.pulled += 1;
          yield batch;
        }
      } finally {
        noted.closed = true;
      }
    })();
  };
  return { noted, source };
}

async function run(chain: Chain, source: MessageSource, services: Partial<RunServices> = {}) {
  const written: Message[] = [];
  const sink = { write: (message: Message) => void written.push(message), drained: () => undefined };
  const error = await runChain(chain, source, sink, {
    headerText: undefined,
    version: "1",
    pool: noPool,
    noise: noNoiseStore,
    report: () => {},
    ...services,
  }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  await new Promise(setImmediate);
  return { written, error };
}

describe("runChain", () => {
  it("runs all messages of its source through the chain, in order", async () => {
    const [one, two, three] = [readout({ scanCounter: 1 }), readout({ scanCounter: 2 }), readout({ scanCounter: 3 })];
    const { noted, source } = sourceOf([one, two], [], [three]);
    const { written, error } = await run(await chainOf(cut), source);
    expect(error).toBeUndefined();
    expect(written).toEqual([one, two, three]);
    expect(noted.closed).toBe(true);
  });

  it("passes on the header before any step is created", async () => {
    const created: string[] = [];
    const gadget = defineGadget({
      name: "record-creation",
      summary: "Record when it is created.",
      in: ["acquisition"],
      out: ["acquisition"],
      parameters: {},
      create: () => {
        created.push("step");
        return map((message: Acquisition) => message);
      },
    });
    const onHeader = ({ encoding }: { readonly encoding: readonly unknown[] }) =>
      void created.push(`header with ${encoding.length}`);
    const chain = await chainOf(gadget as unknown as Gadget);
    const { source } = sourceOf([readout()]);
    const headerText = formatHeader(headerOf(encodingOf()));
    expect((await run(chain, source, { headerText, onHeader })).error).toBeUndefined();
    expect(created).toEqual(["header with 1", "step"]);
    await run(chain, source, { headerText: undefined, onHeader });
    expect(created).toEqual(["header with 1", "step", "step"]);
  });

  it("omits waveforms and texts that no step consumes", async () => {
    const { noted, source } = sourceOf([waveform(), readout(), text], [waveform()]);
    const { written, error } = await run(await chainOf(cut), source);
    expect(error).toBeUndefined();
    expect(written.map(({ kind }) => kind)).toEqual(["acquisition"]);
    expect([...noted.asked!.accepted]).toEqual(["acquisition"]);
  });

  it("keeps waveforms that some step consumes", async () => {
    const { noted, source } = sourceOf([waveform(), readout(), text, waveform()]);
    const { written } = await run(await chainOf(cut, beat), source);
    expect(written.map(({ kind }) => kind)).toEqual(["waveform", "acquisition", "waveform"]);
    expect([...noted.asked!.accepted].toSorted()).toEqual(["acquisition", "waveform"]);
  });

  it.each<[string, Message, Gadget]>([
    ["readouts", readout(), beat],
    ["images", image([1]), beat],
  ])("refuses %s that no step takes, and closes its source", async (what, message, gadget) => {
    const { noted, source } = sourceOf([waveform()], [waveform(), message, waveform()], [waveform()]);
    const { written, error } = await run(await chainOf(gadget), source);
    expect(error).toBeInstanceOf(NotAcceptedError);
    const given = what === "images" ? "images" : "acquisitions";
    expect(error).toMatchObject({
      code: "not-accepted",
      message: `chain test accepts waveforms; it received ${given}`,
    });
    expect(written).toHaveLength(2);
    expect(noted).toMatchObject({ closed: true, pulled: 2 });
  });

  it("closes its source when a step fails, and names the step", async () => {
    const broken = passing(
      "broken",
      ["acquisition"],
      ["acquisition"],
      map(() => {
        throw new Error("no coils");
      }),
    );
    const { noted, source } = sourceOf([readout()], [readout()], [readout()]);
    const { error } = await run(await chainOf(broken), source);
    expect(error).toBeInstanceOf(StepError);
    expect((error as StepError).message).toMatch(/step 1, broken .*: no coils$/);
    expect(noted).toMatchObject({ closed: true, pulled: 1 });
  });

  it("closes its source when the sink fails", async () => {
    const { noted, source } = sourceOf([readout()], [readout()], [readout()]);
    const write = () => {
      throw new Error("disk");
    };
    const services = { headerText: undefined, version: "1", pool: noPool, noise: noNoiseStore, report: () => {} };
    const running = runChain(await chainOf(cut), source, { write, drained: () => undefined }, services);
    await expect(running).rejects.toThrow("disk");
    await new Promise(setImmediate);
    expect(noted.closed).toBe(true);
  });

  it("ends with the signal, and closes its source", async () => {
    const leaving = new AbortController();
    const leave = passing(
      "leave",
      ["acquisition"],
      ["acquisition"],
      tap(() => leaving.abort(new Error("gone"))),
    );
    const { noted, source } = sourceOf([readout()], [readout()], [readout()]);
    const { written, error } = await run(await chainOf(leave), source, { signal: leaving.signal });
    expect(error).toEqual(new Error("gone"));
    expect(written.length).toBeLessThanOrEqual(1);
    expect(noted).toMatchObject({ closed: true, pulled: 1 });
  });

  it.each<[string, boolean, Gadget]>([
    ["defers its work", true, removeOversampling],
    ["may retain readouts", false, keeper],
  ])(
    "reports to its source whether readouts' memory may be reused if the first step %s: %s",
    async (_, reused, first) => {
      const header = headerOf(encodingOf({ encoded: [16, 8, 1], recon: [8, 8, 1] }));
      const chain = await chainOf(first);
      const sent = [1, 2, 3].map((scanCounter) => readout({ scanCounter }));
      const plain = await run(chain, sourceOf(sent).source, { headerText: formatHeader(header) });
      let asked: SourceOptions | undefined;
      /** Like a connection, with one memory for all readouts. */
      const source: MessageSource = (options) => {
        asked = options;
        const memory = new Float32Array(64);
        return (async function* () {
          for (const message of sent) {
            const data = options.reusesReadouts ? memory : new Float32Array(64);
            data.set(message.data);
            yield [{ ...message, data }];
          }
          memory.fill(Number.NaN);
        })();
      };
      const { written, error } = await run(chain, source, { headerText: formatHeader(header) });
      expect(error).toBeUndefined();
      expect(asked!.reusesReadouts).toBe(reused);
      expect(written.map((message) => (message as Acquisition).data)).toEqual(
        plain.written.map((message) => (message as Acquisition).data),
      );
      expect(written).toHaveLength(3);
    },
  );

  describe("provides its steps with the header", () => {
    async function contextWith(headerText: string | undefined) {
      let given: GadgetContext | undefined;
      const look = defineGadget({
        name: "look",
        summary: "S.",
        in: ["acquisition"],
        out: ["acquisition"],
        parameters: {},
        create: (context) => {
          given = context;
          return map((message: Acquisition) => message);
        },
      });
      const { error } = await run(await chainOf(look), sourceOf().source, { headerText });
      return { header: given?.header, text: given?.headerText(), error };
    }

    it("that the client sent", async () => {
      const sent = formatHeader(headerOf());
      const { header, text: passedOn } = await contextWith(sent);
      expect(header).toEqual(headerOf());
      expect(passedOn).toBe(sent);
    });

    it.each([undefined, "", "Dummy header"])("or none, of %j", async (sent) => {
      const { header, text: passedOn, error } = await contextWith(sent);
      expect(error).toBeUndefined();
      expect(header).toBeUndefined();
      expect(passedOn).toBe(sent ?? "");
    });

    it("and refuses a malformed one, without requesting messages", async () => {
      const { noted, source } = sourceOf([readout()]);
      const { error } = await run(await chainOf(cut), source, { headerText: "<ismrmrdHeader><encoding>" });
      expect(error).toBeInstanceOf(MrdError);
      expect(noted.pulled).toBe(0);
    });
  });

  it("lets steps wait for the sink", async () => {
    let given: GadgetContext | undefined;
    const look = defineGadget({
      name: "look",
      summary: "S.",
      in: ["acquisition"],
      out: ["acquisition"],
      parameters: {},
      create: (context) => {
        given = context;
        return map((message: Acquisition) => message);
      },
    });
    const full = Promise.resolve();
    let waits = 0;
    const sink = { write: () => {}, drained: () => (waits++ < 1 ? full : undefined) };
    const services = { headerText: undefined, version: "1", pool: noPool, noise: noNoiseStore, report: () => {} };
    await runChain(await chainOf(look), sourceOf([readout()]).source, sink, services);
    waits = 0;
    expect(given!.drained()).toBe(full);
    expect(given!.drained()).toBeUndefined();
  });
});
