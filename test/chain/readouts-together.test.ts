import { from, map, tap } from "rxjs";
import { describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import { Credit, compileChain, gadgetRegistry, instantiate, type SourceMessage } from "../../src/chain/index.ts";
import { defineGadget, type Message } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import { type Acquisition, AcquisitionHeader, type StoredReadout } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { encodingOf, headerOf, noiseReadout, readout } from "../support/messages.ts";

const encoding = encodingOf({ encoded: [32, 4, 1], recon: [16, 4, 1] });
const seen: number[] = [];
const watching = (name: string, failsAt: number) =>
  defineGadget({
    name,
    summary: "S.",
    in: ["acquisition"],
    out: ["acquisition"],
    parameters: {},
    create: () => (source) =>
      source.pipe(
        tap(({ header }) => void seen.push(header.scanCounter)),
        map((each) => {
          if (each.header.scanCounter === failsAt) throw new Error("no");
          return each;
        }),
      ),
  });
const registry = gadgetRegistry({
  ...gadgets,
  watching: async () => ({ default: watching("watching", -1) }),
  failing: async () => ({ default: watching("failing", 3) }),
});

/** As it was received. */
function stored({ header, trajectory, data }: Acquisition): StoredReadout {
  const bytes = new Uint8Array(header.bytes.length + data.byteLength);
  bytes.set(header.bytes);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.bytes.length);
  const own = new AcquisitionHeader(bytes.subarray(0, header.bytes.length));
  return { kind: "stored-readout", header: own, trajectory, source: bytes.subarray(header.bytes.length) };
}

/** The results of a chain, and its error. @param messages each enters together with those of its list */
async function through(steps: readonly string[], messages: readonly (readonly Acquisition[])[]) {
  const text = `description: d\nchain:\n${steps.map((step) => `  - ${step}\n`).join("")}`;
  const chain = await compileChain("test", "test.yaml", text, registry);
  const services = { header: headerOf(encoding), version: "1", noise: noNoiseStore, report: () => {} };
  const operator = instantiate(chain, { ...services, credit: new Credit(), pool: noPool, reusedMemory: true });
  const sources = messages.map((each): SourceMessage => ({ kind: "stored-readouts", readouts: each.map(stored) }));
  const results: Message[] = [];
  seen.length = 0;
  const error = await new Promise<Error | undefined>((resolve) => {
    from(sources)
      .pipe(operator)
      .subscribe({ next: (message) => void results.push(message), error: resolve, complete: () => resolve(undefined) });
  });
  return { results, error };
}

const lines = [1, 2, 3, 4].map((scanCounter) =>
  readout({ numberOfSamples: 32, scanCounter, kspaceEncodeStep1: scanCounter - 1 }),
);

describe("readouts that arrive together", () => {
  it("give the same results as one after the other", async () => {
    const noise = Array.from({ length: 8 }, (_, i) => noiseReadout({ scanCounter: 100 + i, numberOfSamples: 32 }));
    const steps = ["noise-adjust", "remove-oversampling", "accumulate", "to-buffer", "simple-recon", "extract"];
    const all = [...noise, ...lines];
    const { results: together } = await through(steps, [all]);
    const { results: apart } = await through(
      steps,
      all.map((each) => [each]),
    );
    expect(together).toHaveLength(1);
    expect(together).toEqual(apart);
  });

  it.each([
    ["the first step", ["noise-adjust", "remove-oversampling", "watching"], "step 1, noise-adjust"],
    ["a later one that defers its work", ["remove-oversampling", "noise-adjust", "watching"], "step 2, noise-adjust"],
  ])("reach later steps up to one that fails in %s", async (_which, steps, place) => {
    const noise = noiseReadout({ scanCounter: 100, numberOfSamples: 32 });
    const other = readout({ numberOfSamples: 32, activeChannels: 3, scanCounter: 7 });
    const { error } = await through(steps, [[noise, ...lines.slice(0, 2), other, ...lines.slice(2)]]);
    expect(error?.message).toContain(`${place} (test.yaml`);
    expect(error?.message).toContain("at scan counter 7: ");
    expect(seen).toEqual([1, 2]);
  });

  it("are named where a step fails that takes one after the other", async () => {
    const { error } = await through(["remove-oversampling", "failing"], [lines]);
    expect(error?.message).toContain("failing (test.yaml:4:5), at scan counter 3: no");
    expect(seen).toEqual([1, 2, 3]);
  });
});
