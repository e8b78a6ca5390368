import { map } from "rxjs";
import { describe, expect, it } from "vitest";
import { defineGadget, type Gadget } from "../../src/gadget-api/index.ts";
import { runWith } from "../support/chains.ts";
import { encodingOf, headerOf } from "../support/messages.ts";

describe("what a step in a branch is given", () => {
  const encoding = encodingOf({ encoded: [32, 8, 1], recon: [16, 8, 1] });
  const given: Record<string, { width: number | undefined; steps: readonly string[] }> = {};
  /** Notes the context of a step; `cut` halves the encoded matrix. */
  const noting = (name: string, kinds: readonly ("acquisition" | "image")[], cut = false): Gadget =>
    defineGadget({
      name,
      summary: "S.",
      in: kinds,
      out: kinds,
      parameters: {},
      headerAfter: (header) =>
        cut ? headerOf(encodingOf({ encoded: [header.encoding[0]!.encodedSpace.matrixSize.x / 2, 8, 1] })) : header,
      create: ({ header, provenance, report }) => {
        given[name] = { width: header!.encoding[0]?.encodedSpace.matrixSize.x, steps: provenance.steps };
        report("info", "here");
        return map((message) => message);
      },
    });
  const images = ["image"] as const;
  const readouts = ["acquisition"] as const;
  const gadgets = [
    noting("first", readouts),
    noting("half", readouts, true),
    noting("quarter", readouts, true),
    noting("inside", readouts),
    noting("beside", images),
    noting("behind", readouts),
    noting("pictures", images),
  ];
  const widths = async (steps: string) => {
    await runWith(gadgets, steps, [], { header: headerOf(encoding) });
    return Object.fromEntries(Object.entries(given).map(([name, { width }]) => [name, width]));
  };

  it("is the header as the branch left it", async () => {
    const found = await widths("  - first\n  - parallel: { x: [half, inside], y: [beside] }\n  - behind\n  - pictures");
    expect(found).toMatchObject({ first: 32, half: 32, inside: 16, beside: 32 });
  });

  it("is, behind the branches, the header of the first that makes what the step takes", async () => {
    expect(
      await widths("  - parallel: { x: [], y: [half], z: [quarter, half] }\n  - behind\n  - pictures"),
    ).toMatchObject({
      behind: 16,
      pictures: 16, // the way on goes through the step before
    });
    expect(await widths("  - parallel: { x: [half], y: [beside] }\n  - pictures\n  - behind")).toMatchObject({
      pictures: 32,
    });
    expect(await widths("  - parallel: { x: [], y: [] }\n  - behind")).toMatchObject({ behind: 32 });
  });

  it("is a provenance of its own branch, not of those beside it", async () => {
    await widths("  - first\n  - parallel: { x: [half, inside], y: [beside] }\n  - behind");
    expect(given.inside!.steps).toEqual(["first", "half", "inside", "behind"]);
    expect(given.beside!.steps).toEqual(["first", "beside", "behind"]);
    expect(given.behind!.steps).toEqual(["first", "half", "inside", "beside", "behind"]);
  });

  it("is a voice that names the branch", async () => {
    const told: string[] = [];
    const report = (_level: string, line: string) => void told.push(line);
    await runWith(gadgets, "  - first\n  - parallel: { x: [half], y: [] }", [], { header: headerOf(encoding), report });
    expect(told).toEqual(["first: here", "half in branch x: here"]);
  });
});
