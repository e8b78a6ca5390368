import { from, lastValueFrom, tap, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import { gadgets as shipped } from "../../gadgets/registry.ts";
import { acceptImageSpace } from "../../src/chain/compile/memory.ts";
import { Credit, compileChain, type GadgetRegistry, gadgetRegistry, instantiate } from "../../src/chain/index.ts";
import { defineGadget, type Gadget, type Message } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import type { Acquisition, Image } from "../../src/mrd/index.ts";
import { OversamplingRemoval } from "../../src/numerics/cartesian/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { allLines, encodingOf, headerOf } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";

const seen: Message[] = [];
/** A step that inspects readouts, with configurable promises. */
const looking = (runtime: Parameters<typeof defineGadget>[0]["runtime"] = {}): Gadget =>
  defineGadget({
    name: "look",
    summary: "Look at readouts.",
    in: ["acquisition", "bucket"],
    out: ["acquisition", "bucket"],
    parameters: {},
    flow: { transparent: true },
    runtime,
    create: () => tap((message: Message) => seen.push(message)) as never,
  });

/** Built-in gadgets and one third-party gadget. */
function registryWith(thirdParty: Gadget): GadgetRegistry {
  const own = gadgetRegistry(shipped);
  const others = gadgetRegistry({ look: async () => ({ default: thirdParty }) }, { fingerprint: "1" });
  const of = (name: string) => (name === "look" ? others : own);
  return {
    names: [...own.names, ...others.names],
    fingerprint: (name) => of(name).fingerprint(name),
    load: (name) => of(name).load(name),
  };
}
const compile = (registry: GadgetRegistry, steps: readonly string[]) =>
  compileChain(
    "test",
    "test.yaml",
    `description: d\nchain:\n${steps.map((step) => `  - ${step}\n`).join("")}`,
    registry,
    "disk",
  );

const encoding = encodingOf({ encoded: [32, 6, 1], recon: [16, 6, 1] });
const header = headerOf(encoding);
const readouts = allLines(encoding);
/** The same readouts without oversampling, in k-space. */
const expected = readouts.map(({ data }) => {
  const removal = new OversamplingRemoval(32, 16);
  return removal.toKSpace(removal.toImage(data, { coils: 2 }), 2);
});

async function runSteps(registry: GadgetRegistry, steps: readonly string[], pool: WorkPool = noPool) {
  seen.length = 0;
  const chain = await compile(registry, steps);
  const operator = instantiate(chain, {
    header,
    version: "1",
    credit: new Credit(),
    pool,
    noise: noNoiseStore,
    report: () => {},
  });
  return lastValueFrom(from<Message[]>(readouts).pipe(operator, toArray()));
}
function expectKSpace(found: readonly Acquisition[]): void {
  expect(found).toHaveLength(expected.length);
  found.forEach((readout, i) => {
    expect(readout.kind).toBe("acquisition");
    expect(readout.space).toBeUndefined();
    expect(relativeError(readout.data, expected[i]!)).toBeLessThan(1e-6);
  });
}
const readoutsIn = (messages: readonly Message[]) =>
  messages.flatMap((message) => (message.kind === "bucket" ? message.imaging : [message as Acquisition]));
const recon = ["accumulate", "to-buffer", "simple-recon", "extract"];

describe("a step that is not Larmor's", () => {
  it.each<[string, Gadget, () => WorkPool]>([
    ["promises nothing", looking(), () => noPool],
    ["promises nothing, with worker threads", looking(), () => unorderedPool(2)],
    [
      "declares that it accepts image space, which third-party gadgets can't",
      looking({ imageSpace: true, linear: true }),
      () => noPool,
    ],
    [
      "declares that it defers its work, which third-party gadgets can't",
      looking({ defers: true, linear: true }),
      () => noPool,
    ],
  ])("sees readouts in k-space where it %s", async (_what, look, pool) => {
    const registry = registryWith(look);
    const images = (await runSteps(registry, ["remove-oversampling", "look", ...recon], pool())) as Image[];
    expectKSpace(seen as Acquisition[]);
    const plain = (await runSteps(registry, ["remove-oversampling", ...recon])) as Image[];
    expect(images).toHaveLength(1);
    expect(relativeError(images[0]!.data as Float32Array, plain[0]!.data as Float32Array)).toBeLessThan(1e-6);
  });

  it("sees them in k-space in buckets, too", async () => {
    const [collect, ...rest] = recon;
    await runSteps(registryWith(looking({ imageSpace: true })), ["remove-oversampling", collect!, "look", ...rest]);
    expect(seen.map(({ kind }) => kind)).toEqual(["bucket"]);
    expectKSpace(readoutsIn(seen));
  });

  it("sees them in k-space in one of several branches", async () => {
    const parallel = `parallel: { a: [${recon.join(", ")}], b: [look, ${recon.join(", ")}] }`;
    const images = await runSteps(registryWith(looking({ imageSpace: true })), ["remove-oversampling", parallel]);
    expect(images).toHaveLength(2);
    expectKSpace(seen as Acquisition[]);
  });
});

describe("the consumer of a chain's readouts", () => {
  it("receives them in k-space", async () => {
    for (const pool of [noPool, unorderedPool(2)]) {
      expectKSpace((await runSteps(gadgetRegistry(shipped), ["remove-oversampling"], pool)) as Acquisition[]);
    }
  });
});

describe("acceptImageSpace", () => {
  const registry = registryWith(looking({ imageSpace: true }));
  const accepts = async (steps: readonly string[]) => {
    const { sections } = await compile(registry, ["remove-oversampling", ...steps]);
    return acceptImageSpace(sections.slice(1));
  };
  const branch = (steps: readonly string[]) => `[${steps.join(", ")}]`;

  it.each<[boolean, string, readonly string[]]>([
    [true, "what places them", recon],
    [true, "a tap on the way, which passes them on", ["tap: a", "accumulate", "tap: b", ...recon.slice(1)]],
    [true, "more work that is deferred", ["noise-adjust", "remove-oversampling", ...recon]],
    [true, "any steps after k-space", [...recon.slice(0, 2), "kspace-filter", ...recon.slice(2)]],
    [false, "nothing: they leave the chain", []],
    [false, "a tap alone: they leave the chain", ["tap: a"]],
    [false, "deferred work alone: they leave the chain", ["noise-adjust"]],
    [true, "a coil compression, which is deferred", ["coil-pca", "coil-reduction", ...recon]],
    [false, "a step that works on k-space", ["asymmetric-echo", ...recon]],
    [false, "a step that works on k-space, after deferred work", ["noise-adjust", "asymmetric-echo", ...recon]],
    [false, "a step that is not Larmor's", ["look", ...recon]],
    [false, "such a step after accumulate", ["accumulate", "look", ...recon.slice(1)]],
    [true, "branches that all place them", [`parallel: { a: ${branch(recon)}, b: ${branch(recon)} }`]],
    [true, "branches that pass them on to what does", ["parallel: { a: [], b: [noise-adjust] }", ...recon]],
    [false, "a branch from which they leave the chain", [`parallel: { a: ${branch(recon)}, b: [] }`]],
    [false, "a branch with a step that works on k-space", [`parallel: { a: ${branch(recon)}, b: [asymmetric-echo] }`]],
    [
      false,
      "a step that works on k-space after branches",
      ["parallel: { a: [], b: [noise-adjust] }", "asymmetric-echo", ...recon],
    ],
    [
      true,
      "branches of a route that all place them",
      [`parallel: { route: { by: contrast, 0: a, otherwise: b }, a: ${branch(recon)}, b: ${branch(recon)} }`],
    ],
  ])("is %s for %s", async (expected, _what, steps) => expect(await accepts(steps)).toBe(expected));
});
