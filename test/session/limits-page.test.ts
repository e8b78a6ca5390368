import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { serve } from "../../src/cli/commands/serve.ts";
import { converse, lines } from "../support/session.ts";
import { smallHeader, smallReadout, smallReadouts } from "../support/small-measurement.ts";
import {
  acquisition,
  acquisitionSize,
  acquisitionSpots,
  close,
  configFile,
  headerBytes,
  text,
  u16,
  u32,
} from "../support/wire-bytes.ts";

const document = readFileSync(new URL("../../docs/limits.md", import.meta.url), "utf8");
/** Numbers and quoted names are examples. */
const pattern = (message: string) => message.replace(/\d+/g, "N");
const documented = new Set([...document.matchAll(/`ERROR {3}([^`]+)`/g)].map(([, message]) => pattern(message!)));

const limited = serve.options.filter(({ helpGroupHeading }) => helpGroupHeading === "Limits of a session:");
const flags = serve.options.map(({ long }) => long);

describe("docs/limits.md", () => {
  it.each(limited.map((option) => [option.long!, option] as const))("describes %s with its default", (long, option) => {
    const row = document.split("\n").find((line) => line.startsWith(`| \`${long}\` |`));
    expect(row).toBeDefined();
    expect(row!.split(" | ")[1]).toContain(String(option.defaultValueDescription ?? option.defaultValue));
  });

  it("names only existing options", () => {
    for (const [option] of document.matchAll(/--[a-z][a-z-]+/g)) expect(flags).toContain(option);
  });

  const readout = (sizes: { activeChannels: number; trajectoryDimensions?: number }) =>
    headerBytes(acquisitionSize, acquisitionSpots, { version: 1, numberOfSamples: 1, ...sizes });
  const opening = [configFile("null"), text(3, smallHeader())];
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  const valuesBy = (aliases: number, values: number) =>
    text(2, `a: &a [${"1,".repeat(values)}]\nb: [${"*a, ".repeat(aliases)}]`);
  const chainOf = (steps: string) => text(2, `description: d\nchain:\n${steps}`);
  const xmlOf = (gadgets: number) => text(2, `<configuration>${"<gadget/>".repeat(gadgets)}</configuration>`);
  const elements = (count: number) => `<?xml version="1.0"?><ismrmrdHeader>${"<a/>".repeat(count)}</ismrmrdHeader>`;
  const nested = `<?xml version="1.0"?><ismrmrdHeader>${"<a>".repeat(40)}${"</a>".repeat(40)}</ismrmrdHeader>`;
  const parameters = (values: object) => text(5, JSON.stringify({ parameters: values }));
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`p${i}`, 1]));
  const large = smallHeader().replaceAll("<y>8</y>", "<y>60000</y>").replaceAll("<z>1</z>", "<z>20</z>");
  const limits = { maxTextBytes: 2 ** 20, maxMessageBytes: 2 ** 14, maxBytes: 2 ** 20 };

  it.each<[string, Buffer[]]>([
    ["text", [configFile("null"), u16(3), u32(2 ** 24 + 1)]],
    ["message", [...opening, smallReadout(0, 0, 1024)]],
    ["step", [configFile("default"), text(3, large), ...smallReadouts(1)]],
    ["channels", [...opening, acquisition(readout({ activeChannels: 1025 }), Buffer.alloc(0), Buffer.alloc(8 * 1025))]],
    [
      "trajectory",
      [
        ...opening,
        acquisition(readout({ activeChannels: 1, trajectoryDimensions: 65 }), Buffer.alloc(4 * 65), Buffer.alloc(8)),
      ],
    ],
    ["tags", [configFile("default"), text(3, elements(200_001)), ...smallReadouts(1)]],
    ["nesting", [configFile("default"), text(3, nested), ...smallReadouts(1)]],
    ["name", [configFile("../null"), text(3, smallHeader())]],
    ["chain's text", [text(2, `description: ${"x".repeat(2 ** 16)}`), text(3, smallHeader())]],
    ["chain's levels", [text(2, `chain: ${deep(40)}`), text(3, smallHeader())]],
    ["chain's values", [valuesBy(12, 9000), text(3, smallHeader())]],
    ["chain's items", [valuesBy(1, 20_000), text(3, smallHeader())]],
    ["chain's steps", [chainOf("  - x\n".repeat(2000)), text(3, smallHeader())]],
    ["chain's steps in a row", [chainOf("  - invert\n".repeat(150)), text(3, smallHeader())]],
    ["chain's copies", [chainOf("  - parallel: { a: [], b: [] }\n".repeat(9)), text(3, smallHeader())]],
    ["length of a chain in XML", [xmlOf(30_000), text(3, smallHeader())]],
    ["tags of a chain in XML", [xmlOf(20_000), text(3, smallHeader())]],
    [
      "parameters' values",
      [configFile("default"), text(3, smallHeader()), parameters({ trigger: Array.from({ length: 20_000 }, () => 1) })],
    ],
    ["chain's aliases", [valuesBy(101, 1), text(3, smallHeader())]],
    ["parameters' text", [...opening, parameters({ p: "x".repeat(2 ** 18) })]],
    ["parameters' levels", [...opening, text(5, `{"parameters": {"p": ${deep(40)}}}`)]],
    ["parameters' names", [...opening, parameters(many)]],
  ])("quotes the message to the client if its %s exceeds the limit", async (_, pieces) => {
    const texts = lines(await converse([...pieces, close], { limits }));
    const errors = texts.filter((line) => line.startsWith("ERROR   ")).map((line) => pattern(line.slice(8).trimEnd()));
    expect(errors).toHaveLength(1);
    expect([...documented]).toContain(errors[0]);
  });
});
