import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

/**
 * `larmor/gadget`: a promise to the authors of gadgets. A name is added or removed here on purpose, and in
 * CHANGELOG.md.
 */
const names = [
  "Bucket",
  "BypassedImage",
  "Gadget",
  "GadgetContext",
  "GadgetDefinition",
  "GadgetError",
  "GadgetErrorCode",
  "ImageArray",
  "ImageArrayShape",
  "ImageAttributes",
  "ImageKind",
  "KSpace",
  "KSpaceReference",
  "KSpaceShape",
  "LogLevel",
  "MemoryBudget",
  "Message",
  "MessageKind",
  "MessageOf",
  "PoolWork",
  "ReconBuffer",
  "SampleSet",
  "Samples",
  "collect",
  "defineErrors",
  "defineGadget",
  "imageKindOf",
  "imageKinds",
  "isGadget",
  "mapAsync",
  "mapOnPool",
  "requireHeader",
  "requireReal",
  "resolvePath",
  "scaledAttributes",
  "windowOf",
  "withAttributes",
];

it("larmor/gadget exports these names and no others", () => {
  const source = readFileSync(new URL("../../src/gadget-api/index.ts", import.meta.url), "utf8");
  const exported = [...source.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) =>
    list!.split(",").flatMap((name) => name.replace(/\btype\b/, "").trim() || []),
  );
  expect(exported.toSorted()).toEqual(names);
});
