import { lastValueFrom, of } from "rxjs";
import { describe, expect, it } from "vitest";
import simpleRecon from "../../gadgets/reconstruction/simple-recon.ts";
import { mapOnPool } from "../../src/gadget-api/index.ts";
import { buffer, encodingOf, headerOf, kSpace } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";
import { contextOf } from "../support/run-gadget.ts";

/** A task that must not run. */
const task = { module: "", name: "", run: () => expect.fail("the task ran") };

describe.each([
  ["synchronously", 0],
  ["in a thread", 2],
])("work %s", (_name, threads) => {
  const context = { ...contextOf(), ...(threads > 0 && { pool: unorderedPool(threads) }), maxBytes: 4000 };

  it.each([
    ["its result", { outputLength: 1001 }],
    ["intermediate memory", { outputLength: 1, workLength: 1001 }],
  ])("is refused where the session's memory has no room for %s", async (_what, lengths) => {
    const work = { parameters: {}, input: new Float32Array(1), finish: () => {}, ...lengths };
    const operator = mapOnPool(context, task, () => work);
    await expect(lastValueFrom(of(0).pipe(operator))).rejects.toMatchObject({
      code: "result-too-large",
      message:
        "the result of this step: 4004 bytes, more than the limit of 4000; check the header's matrix sizes, or raise a " +
        "server's --session-memory",
    });
  });

  it("runs if there is enough memory", async () => {
    const works = { ...task, run: () => {} };
    const work = { parameters: {}, input: new Float32Array(1), outputLength: 1000, finish: () => "done" };
    expect(await lastValueFrom(of(0).pipe(mapOnPool(context, works, () => work)))).toBe("done");
  });
});

describe("an image requested by a header", () => {
  it.each([
    ["of many pixels", { encoded: [4, 4, 4], recon: [65535, 65535, 65535] }],
    ["of few pixels with a large intermediate array", { encoded: [2, 30000, 1], recon: [30000, 2, 1] }],
  ] as const)("%s is refused before it takes the memory", async (_name, geometry) => {
    const header = headerOf(encodingOf({ ...geometry, encodedFov: [8, 8, 8], reconFov: [8, 8, 8] }));
    const [e0, e1, e2] = geometry.encoded;
    const operator = simpleRecon.create({ ...contextOf(header), maxBytes: 2 ** 30 }, {});
    await expect(lastValueFrom(of(buffer(kSpace({ e0, e1, e2, coils: 1 }))).pipe(operator))).rejects.toThrow(
      /the result of this step: \d+ bytes, more than the limit of 1073741824/,
    );
  });
});
