import { map } from "rxjs";
import { describe, expect, it } from "vitest";
import { defineGadget, type Gadget } from "../../src/gadget-api/index.ts";
import { runWith } from "../support/chains.ts";
import { encodingOf, headerOf } from "../support/messages.ts";

describe("the context of a step in a branch", () => {
  const encoding = encodingOf({ encoded: [32, 8, 1], recon: [16, 8, 1] });
  const given: Record<string, { width: number | undefined; steps: readonly string[] }> = {};
  /** Records the context of a step; `cut` halves the encoded matrix. */
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
    noting("other", images),
    noting("after", readouts),
    noting("pictures", images),
  ];
  const widths = async (steps: string) => {
    await runWith(gadgets, steps, [], { header: headerOf(encoding) });
    return Object.fromEntries(Object.entries(given).map(([name, { width }]) => [name, width]));
  };

  it("has the header as changed within the branch", async () => {
    const found = await widths("  - first\n  - parallel: { x: [half, inside], y: [other] }\n  - after\n  - pictures");
    expect(found).toMatchObject({ first: 32, half: 32, inside: 16, other: 32 });
  });

  it("has, after the branches, the header of the first that produces what the step consumes", async () => {
    expect(
      await widths("  - parallel: { x: [], y: [half], z: [quarter, half] }\n  - after\n  - pictures"),
    ).toMatchObject({
      after: 16,
      pictures: 16, // the path goes through the step before
    });
    expect(await widths("  - parallel: { x: [half], y: [other] }\n  - pictures\n  - after")).toMatchObject({
      pictures: 32,
    });
    expect(await widths("  - parallel: { x: [], y: [] }\n  - after")).toMatchObject({ after: 32 });
  });

  it("has the provenance of its own branch only", async () => {
    await widths("  - first\n  - parallel: { x: [half, inside], y: [other] }\n  - after");
    expect(given.inside!.steps).toEqual(["first", "half", "inside", "after"]);
    expect(given.other!.steps).toEqual(["first", "other", "after"]);
    expect(given.after!.steps).toEqual(["first", "half", "inside", "other", "after"]);
  });

  it("names the branch in its messages", async () => {
    const reported: string[] = [];
    const report = (_level: string, line: string) => void reported.push(line);
    await runWith(gadgets, "  - first\n  - parallel: { x: [half], y: [] }", [], { header: headerOf(encoding), report });
    expect(reported).toEqual(["first: here", "half in branch x: here"]);
  });
});
