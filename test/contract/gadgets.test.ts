import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import { gadgetFiles } from "../../scripts/gadget-registry.ts";
import type { Gadget } from "../../src/gadget-api/index.ts";
import type { GadgetCase } from "../../src/testing/index.ts";
import { skipReason } from "../support/peers.ts";
import { gadgetContract } from "./gadget-contract.ts";

/** Beside each gadget: `gadgets/<folder>/<name>.cases.ts`. */
const cases = new Map<string, readonly GadgetCase[]>();
for (const [name, file] of gadgetFiles()) {
  const path = fileURLToPath(new URL(`../../gadgets/${file.replace(/\.ts$/, ".cases.ts")}`, import.meta.url));
  cases.set(name, (await import(/* @vite-ignore */ path)).default);
}

const loaded = await Promise.all(
  Object.entries(gadgets).map(async ([key, load]): Promise<[string, Gadget]> => [key, (await load()).default]),
);

/** What a gadget can't run without. */
const needs: Partial<Record<string, string>> = { bart: skipReason("bart") };

describe("the registry", () => {
  it("names each gadget as the gadget names itself", () => {
    expect(loaded.map(([, { name }]) => name)).toEqual(loaded.map(([key]) => key));
  });

  it("has every gadget of the folder", () => {
    expect(Object.keys(gadgets)).toEqual([...gadgetFiles().keys()]);
  });
});

for (const [key, gadget] of loaded) gadgetContract(gadget, cases.get(key) ?? [], needs[key]);
