import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { map } from "rxjs";
import { afterAll, describe, expect, it } from "vitest";
import { gadgets } from "../../gadgets/registry.ts";
import { ChainLibrary, gadgetRegistry } from "../../src/chain/index.ts";
import { defineGadget } from "../../src/gadget-api/index.ts";
import type { SessionOptions } from "../../src/session/index.ts";
import { Redactor } from "../../src/session/privacy/redactor.ts";
import { converse, library, lines } from "../support/session.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

/** What the schema of headers has for texts that tell who was measured, by their group. */
const identifying = {
  subjectInformation: [
    "patientName",
    "patientID",
    "patientBirthdate",
    "patientGender",
    "patientWeight_kg",
    "patientHeight_m",
  ],
  studyInformation: [
    "studyDate",
    "studyTime",
    "studyID",
    "accessionNumber",
    "referringPhysicianName",
    "studyDescription",
    "studyInstanceUID",
  ],
  measurementInformation: [
    "seriesDate",
    "seriesTime",
    "protocolName",
    "seriesDescription",
    "seriesInstanceUIDRoot",
    "frameOfReferenceUID",
  ],
  acquisitionSystemInformation: ["institutionName", "stationName"],
} as const;
/** Those that are no texts, and what they are where they are right. */
const typed = new Map<string, string>([
  ["patientGender", "F"],
  ["patientWeight_kg", "70.5"],
  ["patientHeight_m", "1.8"],
]);
const all = Object.values(identifying).flat();
const mark = (field: string) => `Marked^${field} Müller & "Sons"`;
const escaped = (value: string) => value.replaceAll("&", "&amp;");
/** By which each is found in a log, in whatever way it is quoted. */
const trace = /Marked|M.{0,6}ller|Sons/;

/** A header with a mark in every such field. @param broken fields whose value is of no right kind, or all of them */
function markedHeader(broken: readonly string[] = []): string {
  const groups = Object.entries(identifying).map(([group, fields]) => {
    const elements = fields.map((field) => {
      const value = broken.includes(field) ? undefined : typed.get(field);
      return `<${field}>${value ?? escaped(mark(field))}</${field}>`;
    });
    const needed = group === "measurementInformation" ? "<patientPosition>HFS</patientPosition>" : "";
    return `<${group}>${needed}${elements.join("")}</${group}>`;
  });
  return smallHeader().replace(/<measurementInformation>.*<\/measurementInformation>/, groups.join(""));
}

const folder = mkdtempSync(join(tmpdir(), "larmor-redactor-"));
afterAll(() => rmSync(folder, { recursive: true }));
const chainFolder = join(folder, "chains");
mkdirSync(chainFolder);
writeFileSync(
  join(chainFolder, "indiscreet.yaml"),
  "description: d\nchain: [tells, accumulate, to-buffer, simple-recon, extract]",
);

/** All that a session logs at -v, and says to its client. */
async function hear(pieces: readonly Uint8Array[], overrides: Partial<SessionOptions> = {}) {
  let logged = "";
  const write = (line: string) => {
    logged += line;
  };
  const log = pino({ level: "debug" }, { write });
  const saving = { folder: join(folder, "saved"), always: true, nameByProtocol: false };
  const recordFolder = join(folder, "recorded");
  const told = lines(await converse(pieces, { log, saving, recordFolder, ...overrides })).join("\n");
  return { logged, told };
}

const opening = (header: string, config = "cartesian") => [configFile(config), text(3, header)];
const rest = [...smallReadouts(), close];

/** Gadgets of somebody who thinks nothing of it. */
const indiscreet = gadgetRegistry({
  ...gadgets,
  tells: async () => ({
    default: defineGadget({
      name: "tells",
      summary: "s",
      in: ["acquisition"],
      out: ["acquisition"],
      parameters: {},
      create: ({ header, headerText, report }) => {
        report(
          "info",
          `measuring ${header?.subjectInformation?.patientName}\nof ${header?.measurementInformation?.protocolName}`,
        );
        report("debug", headerText());
        return map(() => {
          throw new TypeError(`no ${JSON.stringify(header?.subjectInformation)}`);
        });
      },
    }),
  }),
});

describe("the log tells nobody who was measured", () => {
  const well = markedHeader();
  it.each<[string, readonly Uint8Array[], RegExp?, Partial<SessionOptions>?]>([
    ["where all is well", [...opening(well), ...rest]],
    ...[...typed.keys()].map((field): [string, Uint8Array[], RegExp] => [
      `where ${field} is wrong`,
      [...opening(markedHeader([field])), ...rest],
      /Marked.*is not /,
    ]),
    ["where a name has a reference that is none", [...opening(well.replace("&amp;", "&bogus;")), ...rest], /bogus/],
    ["where a name has a bare ampersand", [...opening(well.replaceAll("&amp;", "&")), ...rest]],
    [
      "where a name has markup",
      [...opening(well.replace("Marked^patientName", "Marked^patientName<b")), ...rest],
      /XML/,
    ],
    ["where a name is not closed", [...opening(well.replace("</patientName>", "")), ...rest], /XML/],
    [
      "where a name is in a section of its own",
      [...opening(well.replace(/(<patientID>)([^<]*)/, "$1<![CDATA[$2]]>")), ...rest],
    ],
    [
      "where the geometry is missing",
      [...opening(well.replace(/<encodedSpace>.*<\/encodedSpace>/, "")), ...rest],
      /missing/,
    ],
    ["where it is another document", [...opening(well.replaceAll("ismrmrdHeader", "other")), ...rest], /other/],
    ["where it comes as a chain", [text(2, well), text(3, well), ...rest], /./],
    ["where it comes as parameters", [...opening(well), text(5, well), ...rest], /not JSON/],
    ["where it comes among the data", [...opening(well), ...smallReadouts(), text(5, well), close], /no effect/],
    ["where it comes twice", [...opening(well), text(3, well), ...rest], /state/],
    ["where the chain is unknown", [...opening(well, "none"), ...rest], /there is no chain/],
    ["where a readout contradicts it", [...opening(well), ...smallReadouts(1, 17), close], /./],
    ["where the stream ends within a message", [...opening(well), rest[0]!.subarray(0, 100)], /ended/],
    [
      "where a gadget tells it, and fails of it",
      [...opening(well, "indiscreet"), ...rest],
      /Marked\^patientName[\s\S]*Marked\^protocolName[\s\S]*Marked\^patientID/,
    ],
    [
      "where files are named by it",
      [...opening(well), ...rest],
      /saved to.*Marked/,
      { saving: { folder: join(folder, "named"), always: true, nameByProtocol: true } },
    ],
  ])("%s", async (_, pieces, expected, overrides = {}) => {
    const chains = new ChainLibrary([...library.folders, chainFolder], indiscreet);
    const { logged, told } = await hear(pieces, { ...overrides, library: chains });
    if (expected !== undefined) expect(told).toMatch(expected);
    expect(logged).toMatch(/session closed/);
    expect(logged).not.toMatch(trace);
    if (/Marked/.test(told)) expect(logged).toContain("‹hidden›");
  });

  it("nor do the names of files", () => {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
      (name) => !name.startsWith("named"),
    );
    expect(names.length).toBeGreaterThan(20);
    expect(names.join("\n")).not.toMatch(trace);
  });
});

describe("Redactor", () => {
  it("hides each value, but nothing that is too common to tell anything", () => {
    const redactor = new Redactor();
    redactor.learn(
      "<m:patientName>Li</m:patientName><patientGender>M</patientGender><patientWeight_kg>70.5</patientWeight_kg><studyID> S-1 </studyID>",
    );
    expect(redactor.redact("LI: line 70.5, M, Li, li, S-1.")).toBe(
      "‹hidden›: line 70.5, M, ‹hidden›, ‹hidden›, ‹hidden›.",
    );
  });

  it("hides an error's stack too", () => {
    const redactor = new Redactor();
    redactor.learn("<patientName>Doe^Jane</patientName>");
    const hidden = redactor.redactError(new TypeError("no Doe^Jane")) as { stack: string; message: string };
    expect(hidden.message).toBe("no ‹hidden›");
    expect(hidden.stack).toMatch(/^TypeError: no ‹hidden›\n +at /);
    expect(redactor.redactError("Doe^Jane")).toBe("‹hidden›");
  });

  it("hides all where there is more than it can look for", () => {
    const redactor = new Redactor();
    redactor.learn(Array.from({ length: 3000 }, (_, i) => `<studyID>study${i}</studyID>`).join(""));
    expect(redactor.redact("study2999")).toBe("‹hidden›");
  });

  it.each([
    ["blanks", `<patientName>${" ".repeat(1000)}`],
    ["nothing", "<patientName></patientName>"],
    ["a start without an end", "<patientName "],
    ["sections without an end", `<patientName><![CDATA[${"]]".repeat(400)}`],
    ["starts of tags", `<patientName>${"<a".repeat(400)}`],
    ["ampersands", `<patientName>${"&".repeat(900)}</patientName>`],
  ])("takes no time to speak of for a text that is all %s", (_, part) => {
    const redactor = new Redactor();
    const started = process.cpuUsage();
    redactor.learn(part.repeat(4e6 / part.length));
    redactor.redact("a".repeat(100_000));
    const { user } = process.cpuUsage(started);
    expect(user / 1e6).toBeLessThan(10); // a tenth of a second; to try over and over would take minutes
  });

  it("hides what is in a section, and nothing behind it", () => {
    const redactor = new Redactor();
    redactor.learn("<patientName> <![CDATA[Doe<b>^Jane]]> </patientName><patientID>\n<![CDATA[ID-<77]]></patientID>");
    expect(redactor.redact("'Doe<b>^Jane', 'ID-<77', patientID")).toBe("'‹hidden›', '‹hidden›', patientID");
  });

  it("hides every identifying field", () => {
    for (const field of all) {
      const redactor = new Redactor();
      redactor.learn(`<${field} a="b">${mark(field)}</${field}>`);
      expect(redactor.redact(`'${mark(field)}'`)).toBe("'‹hidden›'");
    }
  });
});
