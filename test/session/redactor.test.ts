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

/** Elements with text in the header schema that may identify the patient, by group. */
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
/** Identifying elements that are not text, with a valid value. */
const typed = new Map<string, string>([
  ["patientGender", "F"],
  ["patientWeight_kg", "70.5"],
  ["patientHeight_m", "1.8"],
]);
const all = Object.values(identifying).flat();
const mark = (field: string) => `Marked^${field} Müller & "Sons"`;
const escaped = (value: string) => value.replaceAll("&", "&amp;");
/** Finds marks in a log, however they are quoted. */
const trace = /Marked|M.{0,6}ller|Sons/;

/** A header with a mark in every such field. @param broken fields whose value has the wrong type, or all of them */
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
  "description: d\nchain: [reveals, accumulate, to-buffer, simple-recon, extract]",
);

/** Everything that a session logs at -v and reports to its client. */
async function outputOf(pieces: readonly Uint8Array[], overrides: Partial<SessionOptions> = {}) {
  let logged = "";
  const write = (line: string) => {
    logged += line;
  };
  const log = pino({ level: "debug" }, { write });
  const saving = { folder: join(folder, "saved"), always: true, nameByProtocol: false };
  const recordFolder = join(folder, "recorded");
  const reported = lines(await converse(pieces, { log, saving, recordFolder, ...overrides })).join("\n");
  return { logged, reported };
}

const opening = (header: string, config = "cartesian") => [configFile(config), text(3, header)];
const rest = [...smallReadouts(), close];

/** Gadgets that log identifying values. */
const indiscreet = gadgetRegistry({
  ...gadgets,
  reveals: async () => ({
    default: defineGadget({
      name: "reveals",
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

describe("the log does not identify the patient", () => {
  const well = markedHeader();
  it.each<[string, readonly Uint8Array[], RegExp?, Partial<SessionOptions>?]>([
    ["if everything is valid", [...opening(well), ...rest]],
    ...[...typed.keys()].map((field): [string, Uint8Array[], RegExp] => [
      `if ${field} is invalid`,
      [...opening(markedHeader([field])), ...rest],
      /Marked.*is not /,
    ]),
    ["if a name has an invalid reference", [...opening(well.replace("&amp;", "&bogus;")), ...rest], /bogus/],
    ["if a name has a bare ampersand", [...opening(well.replaceAll("&amp;", "&")), ...rest]],
    ["if a name has markup", [...opening(well.replace("Marked^patientName", "Marked^patientName<b")), ...rest], /XML/],
    ["if a name is not closed", [...opening(well.replace("</patientName>", "")), ...rest], /XML/],
    [
      "if a name is in a CDATA section",
      [...opening(well.replace(/(<patientID>)([^<]*)/, "$1<![CDATA[$2]]>")), ...rest],
    ],
    [
      "if the geometry is missing",
      [...opening(well.replace(/<encodedSpace>.*<\/encodedSpace>/, "")), ...rest],
      /missing/,
    ],
    ["if the header is another document", [...opening(well.replaceAll("ismrmrdHeader", "other")), ...rest], /other/],
    ["if the header is sent as a chain", [text(2, well), text(3, well), ...rest], /./],
    ["if the header is sent as parameters", [...opening(well), text(5, well), ...rest], /not JSON/],
    [
      "if the header is sent during the data",
      [...opening(well), ...smallReadouts(), text(5, well), close],
      /no effect/,
    ],
    ["if the header is sent twice", [...opening(well), text(3, well), ...rest], /state/],
    ["if the chain is unknown", [...opening(well, "none"), ...rest], /there is no chain/],
    ["if a readout contradicts the header", [...opening(well), ...smallReadouts(1, 17), close], /./],
    ["if the stream ends within a message", [...opening(well), rest[0]!.subarray(0, 100)], /ended/],
    [
      "if a gadget logs it, and fails with it",
      [...opening(well, "indiscreet"), ...rest],
      /Marked\^patientName[\s\S]*Marked\^protocolName[\s\S]*Marked\^patientID/,
    ],
    [
      "if files are named by it",
      [...opening(well), ...rest],
      /saved to.*Marked/,
      { saving: { folder: join(folder, "named"), always: true, nameByProtocol: true } },
    ],
  ])("%s", async (_, pieces, expected, overrides = {}) => {
    const chains = new ChainLibrary([...library.folders, chainFolder], indiscreet);
    const { logged, reported } = await outputOf(pieces, { ...overrides, library: chains });
    if (expected !== undefined) expect(reported).toMatch(expected);
    expect(logged).toMatch(/session 1 (done|failed)/);
    expect(logged).not.toMatch(trace);
    if (/Marked/.test(reported)) expect(logged).toContain("‹hidden›");
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
  it("redacts each value, except for those that are too common to identify anyone", () => {
    const redactor = new Redactor();
    redactor.learn(
      "<m:patientName>Li</m:patientName><patientGender>M</patientGender><patientWeight_kg>70.5</patientWeight_kg><studyID> S-1 </studyID>",
    );
    expect(redactor.redact("LI: line 70.5, M, Li, li, S-1.")).toBe(
      "‹hidden›: line 70.5, M, ‹hidden›, ‹hidden›, ‹hidden›.",
    );
  });

  it("also redacts an error's stack", () => {
    const redactor = new Redactor();
    redactor.learn("<patientName>Doe^Jane</patientName>");
    const hidden = redactor.redactError(new TypeError("no Doe^Jane")) as { stack: string; message: string };
    expect(hidden.message).toBe("no ‹hidden›");
    expect(hidden.stack).toMatch(/^TypeError: no ‹hidden›\n +at /);
    expect(redactor.redactError("Doe^Jane")).toBe("‹hidden›");
  });

  it("redacts everything if there are too many values to search for", () => {
    const redactor = new Redactor();
    redactor.learn(Array.from({ length: 3000 }, (_, i) => `<studyID>study${i}</studyID>`).join(""));
    expect(redactor.redact("study2999")).toBe("‹hidden›");
  });

  it.each([
    ["blanks", `<patientName>${" ".repeat(1000)}`],
    ["nothing", "<patientName></patientName>"],
    ["an unclosed start tag", "<patientName "],
    ["unclosed sections", `<patientName><![CDATA[${"]]".repeat(400)}`],
    ["starts of tags", `<patientName>${"<a".repeat(400)}`],
    ["unclosed comments", `<patientName>${"<!--".repeat(300)}`],
    ["quotes", `<patientName ${"\"a'".repeat(300)}`],
    ["nested elements", `<patientName>${"<a>".repeat(300)}${"</a>".repeat(300)}</patientName>`],
    ["ampersands", `<patientName>${"&".repeat(900)}</patientName>`],
  ])("needs little time for a text that consists of %s", (_, part) => {
    const redactor = new Redactor();
    const started = process.cpuUsage();
    redactor.learn(part.repeat(4e6 / part.length));
    redactor.redact("a".repeat(100_000));
    const { user } = process.cpuUsage(started);
    expect(user / 1e6).toBeLessThan(10); // usually a tenth of a second; quadratic time would be minutes
  });

  it("redacts the contents of a section, and nothing after it", () => {
    const redactor = new Redactor();
    redactor.learn("<patientName> <![CDATA[Doe<b>^Jane]]> </patientName><patientID>\n<![CDATA[ID-<77]]></patientID>");
    expect(redactor.redact("'Doe<b>^Jane', 'ID-<77', patientID")).toBe("'‹hidden›', '‹hidden›', patientID");
  });

  it.each([
    ["decimal references", "Z&#97;ch&#0097;rias"],
    ["hexadecimal references", "Z&#x61;ch&#X0061;rias"],
    ["a CDATA section", "Zach<![CDATA[ari]]>as"],
    ["two CDATA sections", "<![CDATA[Zach]]><![CDATA[arias]]>"],
    ["a comment", "Zach<!-- x -->arias"],
    ["a comment with a tag", "Zach<!-- </patientName> -->arias"],
    ["a long comment", `Zach<!-- ${"x".repeat(5000)} -->arias`],
    ["a processing instruction", 'Zach<?x a=">"?>arias'],
    ["an empty child element", "Zach<b/>arias"],
    ["a child element", "Zach<b>Maria</b>arias"],
    ["its text in a child element", "<family>Zacharias</family>"],
    ["child elements", "<a>Zach</a><a>arias</a>"],
    ["a child element of the same name", "<patientName>Zach</patientName>arias"],
    ["white space around it", "\n\t Zacharias\n"],
  ])("redacts a value that is written with %s, as it is parsed and as it is written", (_, content) => {
    for (const [start, end] of [
      ["<patientName>", "</patientName>"],
      ["<my-ns:patientName a='>' b=\"x>\">", "</my-ns:patientName >"],
    ]) {
      const redactor = new Redactor();
      redactor.learn(`<h>${start}${content}${end}<other>kept</other></h>`);
      expect(redactor.redact("Dear Zacharias, kept zacharias!")).toBe("Dear ‹hidden›, kept ‹hidden›!");
      if (content.length < 100) expect(redactor.redact(`'${content.trim()}' kept`)).toBe("'‹hidden›' kept");
    }
  });

  it("redacts a value in each form in which messages quote it", () => {
    const redactor = new Redactor();
    redactor.learn('<patientName>Müller  Anna\u0085 "X"</patientName><studyID>01234567.50</studyID>');
    for (const form of [
      'Müller  Anna\u0085 "X"',
      'Mu\u0308ller  Anna\u0085 "X"',
      'MÜLLER Anna\u0085\n"X"',
      'Müller  Anna\\u0085 "X"',
      'Müller  Anna\u0085 \\"X\\"',
      "M\u00fcller_Anna_X_",
      "1234567.5",
    ])
      expect(redactor.redact(`a ${form}, b`)).toBe("a ‹hidden›, b");
  });

  it("redacts nothing for an empty element", () => {
    const redactor = new Redactor();
    redactor.learn("<patientName/>kept<patientID></patientID><patientNameless>kept</patientNameless>");
    expect(redactor.redact("kept")).toBe("kept");
  });

  it("redacts every identifying field", () => {
    for (const field of all) {
      const redactor = new Redactor();
      redactor.learn(`<${field} a="b">${mark(field)}</${field}>`);
      expect(redactor.redact(`'${mark(field)}'`)).toBe("'‹hidden›'");
    }
  });
});
