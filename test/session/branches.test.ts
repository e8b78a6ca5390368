import { describe, expect, it } from "vitest";
import type { WireMessage } from "../../src/mrd/index.ts";
import { converse, images, lines } from "../support/session.ts";
import { smallHeader, smallReadout, smallReadouts } from "../support/small-measurement.ts";
import { close, text } from "../support/wire-bytes.ts";

const recon = "remove-oversampling, accumulate: { trigger: repetition }, to-buffer, simple-recon, extract";
const steps = `[${recon.split(", ").map((step) => (step.includes(":") ? `{ ${step} }` : step))}]`;
const run = (chain: string, data: readonly Buffer[], parameters?: object) =>
  converse([
    text(2, `description: mine\n${chain}`),
    text(3, smallHeader()),
    ...(parameters === undefined ? [] : [text(5, JSON.stringify({ parameters }))]),
    ...data,
    close,
  ]);
const kinds = (messages: readonly WireMessage[]) => messages.map(({ kind }) => kind);

describe("a session of branches", () => {
  it("sends back the unchanged raw data together with the images", async () => {
    const received = await run(`chain: [{ parallel: { raw: [], images: ${steps} } }]`, smallReadouts(2));
    expect(kinds(received)).toEqual([
      ...Array(8).fill("acquisition"),
      "acquisition", // whose counter completes the first image
      "image",
      ...Array(7).fill("acquisition"),
      "image",
      "close",
    ]);
    const raw = received.flatMap((message) => (message.kind === "acquisition" ? [message] : []));
    expect(raw.map(({ header }) => header.scanCounter)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    for (const { data } of raw) expect(data.every((value) => value === 1)).toBe(true);
  });

  it("reports which readout no branch accepts, and where", async () => {
    const chain = `chain:\n  - parallel: { route: { by: repetition, 0: a, 1: b }, a: ${steps}, b: ${steps} }`;
    const received = await run(chain, [...smallReadouts(2), smallReadout(0, 2)]);
    expect(lines(received)).toEqual([
      "ERROR   chain CONFIG_TEXT, step 1, parallel (CONFIG_TEXT:3:5), at scan counter 16: no branch accepts readout 16, " +
        "whose repetition is 2; add one, or name a branch for all others: `otherwise` [gadget/no-branch]",
    ]);
    expect(received.at(-1)).toEqual({ kind: "close" });
  });
});

describe("a session of choices", () => {
  const chain = `parameters: { pictures: { default: true, description: d } }
chain: [{ choose: { parameter: pictures, branches: { true: ${steps}, false: [discard] } } }]`;

  it("runs the branch that the client's parameters select", async () => {
    expect(images(await run(chain, smallReadouts()))).toHaveLength(1);
    expect(kinds(await run(chain, smallReadouts(), { pictures: "False" }))).toEqual(["close"]);
  });

  it("lists the valid choices in an error", async () => {
    expect(lines(await run(chain, smallReadouts(), { pictures: "maybe" }))).toEqual([
      "ERROR   parameters of chain CONFIG_TEXT: step 1, choose (CONFIG_TEXT:3:9): 'pictures' is \"maybe\"; it must be one of true, false [chain/bad-parameter]",
    ]);
  });
});
