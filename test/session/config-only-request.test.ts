import { describe, expect, it } from "vitest";
import { memoryNoise } from "../support/memory-noise.ts";
import { converse } from "../support/session.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const summary = "description: d\nchain: [noise-summary: { measurement: n1 }]";
const damaged = {
  ...memoryNoise(),
  find: () => {
    throw new Error("it is damaged");
  },
};

describe("a client that closes after its config", () => {
  it.each([
    ["a chain that answers queries", [configFile("gtquery.xml"), close], /NoiseDependencies.*Dummy/s],
    ["the same without CLOSE", [configFile("gtquery"), Buffer.alloc(0)], /Dummy/],
    ["a chain's text", [text(2, summary), close], /status.*failed/s],
  ])("gets the answer of %s, and CLOSE", async (_, pieces, answer) => {
    expect(await converse(pieces)).toEqual([
      { kind: "dependencies", attributes: expect.stringMatching(answer) },
      { kind: "close" },
    ]);
  });

  it("gets only the answer, whatever there is to report: the client may not understand TEXT", async () => {
    expect((await converse([text(2, summary), close], { noise: damaged })).map(({ kind }) => kind)).toEqual([
      "dependencies",
      "close",
    ]);
    for (const chain of ["<configuration/>", "<broken", "chain: [x]", "description: d\nchain: [fft]"]) {
      expect(await converse([text(2, chain), close])).toEqual([{ kind: "close" }]);
    }
  });

  it("runs no other chain", async () => {
    const noise = { ...memoryNoise(), keep: () => expect.unreachable() };
    const other = "description: d\nsave: true\nchain: [external: { connect: '127.0.0.1:1' }, noise-adjust]";
    expect(await converse([text(2, other), close], { noise })).toEqual([{ kind: "close" }]);
  });
});
