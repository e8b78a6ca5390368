import { describe, expect, it } from "vitest";
import type { Gadget } from "../../src/gadget-api/index.ts";
import { caseChecks, definitionChecks, type GadgetCase } from "../../src/testing/index.ts";
import { withReason } from "../support/peers.ts";

/**
 * Tests that every gadget must pass, in addition to tests of its computation.
 * @param cases messages of kinds in `in`; at least one case, with parameters if the defaults do little
 * @param skipReason why the gadget can't be run here
 */
export function gadgetContract(gadget: Gadget, cases: readonly GadgetCase[], skipReason?: string): void {
  describe(`gadget ${gadget.name}`, () => {
    it.each(definitionChecks(gadget))("$name", ({ run }) => run());

    it("has at least one case, each with an expected number of output messages", () => {
      expect(cases).not.toHaveLength(0);
      for (const { outputs } of cases) expect(outputs).toBeTypeOf("number");
    });

    describe.skipIf(skipReason).each(cases)(withReason("given $name", skipReason), (given) => {
      it.each(caseChecks(gadget, given))("$name", ({ run }) => run());
    });
  });
}
