import { describe, expect, it } from "vitest";
import { gadgetFiles } from "../../scripts/gadget-registry.ts";
import { builtIn } from "./built-in.ts";
import { gadgetContract } from "./gadget-contract.ts";

describe("the registry", () => {
  it("names each gadget as the gadget names itself", () => {
    expect([...builtIn.values()].map(({ gadget }) => gadget.name)).toEqual([...builtIn.keys()]);
  });

  it("has every gadget of the folder", () => {
    expect([...builtIn.keys()]).toEqual([...gadgetFiles().keys()]);
  });
});

for (const { gadget, cases, command } of builtIn.values()) if (command === undefined) gadgetContract(gadget, cases);
