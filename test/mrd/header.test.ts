import { describe, expect, it } from "vitest";
import { MrdError, parseHeader, unusableEncoding } from "../../src/mrd/index.ts";

const space =
  "<matrixSize><x>8</x><y>4</y><z>1</z></matrixSize><fieldOfView_mm><x>300</x><y>150</y><z>5</z></fieldOfView_mm>";
const encodedSpace = `<encodedSpace>${space}</encodedSpace>`;
const reconSpace = `<reconSpace>${space}</reconSpace>`;

function header(content: string): string {
  return `<?xml version="1.0"?><ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD">${content}</ismrmrdHeader>`;
}

function encoding(content: string): string {
  return header(`<encoding>${encodedSpace}${reconSpace}${content}</encoding>`);
}

function study(content: string): string {
  return header(`<studyInformation>${content}</studyInformation>`);
}

function expectRefusal(action: () => unknown, message: string | RegExp): void {
  expect(action).toThrow(MrdError);
  expect(action).toThrow(expect.objectContaining({ code: "malformed-header" }));
  expect(action).toThrow(message);
}

describe("parseHeader", () => {
  it("gives empty arrays and nothing else for an empty header", () => {
    expect(parseHeader("<ismrmrdHeader/>")).toStrictEqual({ encoding: [], waveformInformation: [] });
  });

  it("needs no more of an encoding than its two spaces", () => {
    const spaces = { matrixSize: { x: 8, y: 4, z: 1 }, fieldOfViewMm: { x: 300, y: 150, z: 5 } };
    expect(parseHeader(encoding("")).encoding).toStrictEqual([
      { encodedSpace: spaces, reconSpace: spaces, encodingLimits: {} },
    ]);
  });

  it.each([
    ["a default namespace", '<ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD"><version>3</version></ismrmrdHeader>'],
    ["no namespace", "<ismrmrdHeader><version>3</version></ismrmrdHeader>"],
    ["a prefix", '<ns0:ismrmrdHeader xmlns:ns0="urn:x"><ns0:version>3</ns0:version></ns0:ismrmrdHeader>'],
    ["different prefixes", "<a:ismrmrdHeader><b:version>3</b:version></a:ismrmrdHeader>"],
    ["a byte order mark", "\ufeff<ismrmrdHeader><version>3</version></ismrmrdHeader>"],
    ["attributes and comments", '<ismrmrdHeader a="1"><!-- c --><version b="<>">3</version></ismrmrdHeader>'],
    ["CDATA", "<ismrmrdHeader><version><![CDATA[3]]></version></ismrmrdHeader>"],
    ["a document type", "<!DOCTYPE ismrmrdHeader><ismrmrdHeader><version>3</version></ismrmrdHeader>"],
    ["elements unknown to it", "<ismrmrdHeader><new><version>4</version></new><version>3</version></ismrmrdHeader>"],
    ["an element that should not repeat", header("<version>3</version><version>4</version>")],
  ])("reads %s", (_, xml) => {
    expect(parseHeader(xml).version).toBe(3);
  });

  it("reads elements in any order", () => {
    const { encoding } = parseHeader(
      header(`<encoding>${reconSpace}<trajectory>epi</trajectory>${encodedSpace}</encoding>`),
    );
    expect(encoding[0]).toMatchObject({ trajectory: "epi", encodedSpace: { matrixSize: { x: 8 } } });
  });

  it("keeps repeated elements in their order", () => {
    const xml = header("<sequenceParameters><TE>2</TE><TR>9</TR><TE>1</TE></sequenceParameters>");
    expect(parseHeader(xml).sequenceParameters).toMatchObject({ tr: [9], te: [2, 1], ti: [] });
  });

  it("fills limits with zero, as the schema says", () => {
    const limits = "<encodingLimits><slice><maximum>7</maximum><center/></slice></encodingLimits>";
    expect(parseHeader(encoding(limits)).encoding[0]!.encodingLimits).toStrictEqual({
      slice: { minimum: 0, maximum: 7, center: 0 },
    });
  });

  it.each([
    ["210", 210],
    ["210.000000", 210],
    [" \n 210\t", 210],
    ["1e2", 100],
    ["+12", 12],
    ["-0012", -12],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ])("reads the integer %j", (text, value) => {
    expect(parseHeader(header(`<version>${text}</version>`)).version).toBe(value);
  });

  it.each(["abc", "NaN", "1.5", "0x10", "1 2", "1,5", "INF", "9007199254740992", "9007199254740993"])(
    "refuses the integer %j rather than rounding or guessing it",
    (text) => {
      expectRefusal(() => parseHeader(header(`<version>${text}</version>`)), `version: "${text}" is not an integer`);
    },
  );

  it.each([
    ["0.793", 0.793],
    [".5", 0.5],
    ["5.", 5],
    ["-1.5E-3", -0.0015],
    ["  42 ", 42],
  ])("reads the number %j", (text, value) => {
    const xml = header(`<sequenceParameters><TR>${text}</TR></sequenceParameters>`);
    expect(parseHeader(xml).sequenceParameters?.tr).toEqual([value]);
  });

  it.each(["NaN", "nan", "INF", "-Infinity", "1e999", "4.6 ms", "", "."])("refuses the number %j", (text) => {
    const xml = header(`<sequenceParameters><TR>1</TR><TR>${text}</TR></sequenceParameters>`);
    expectRefusal(() => parseHeader(xml), `sequenceParameters.TR[1]: "${text}" is not a number`);
  });

  it("takes an empty optional number or enumeration as absent, and an empty text as a text", () => {
    const empty = "<patientWeight_kg/><patientGender> </patientGender><patientID></patientID>";
    const xml = header(`<subjectInformation>${empty}</subjectInformation>`);
    expect(parseHeader(xml).subjectInformation).toStrictEqual({ patientId: "" });
  });

  it.each(["cartesian", "Cartesian", "CARTESIAN", " cartesian\n"])("reads the trajectory %j", (text) => {
    expect(parseHeader(encoding(`<trajectory>${text}</trajectory>`)).encoding[0]!.trajectory).toBe("cartesian");
  });

  it.each([
    [
      encoding("<trajectory>zigzag</trajectory>"),
      'encoding[0].trajectory: "zigzag" is not one of cartesian, epi, radial',
    ],
    [
      header("<measurementInformation><patientPosition>HF</patientPosition></measurementInformation>"),
      'measurementInformation.patientPosition: "HF" is not one of HFP, HFS, HFDR, HFDL, FFP, FFS, FFDR, FFDL',
    ],
    [
      encoding("<parallelImaging><calibrationMode>acs</calibrationMode></parallelImaging>"),
      'encoding[0].parallelImaging.calibrationMode: "acs" is not one of embedded, interleaved',
    ],
  ])("refuses an unknown value with its path and the known ones: %#", (xml, message) => {
    expectRefusal(() => parseHeader(xml), message);
  });

  it("names the path of a wrong value, counting from zero", () => {
    const bad = encodedSpace.replace("<x>8</x>", "<x>abc</x>");
    const xml = header(`<encoding>${bad}${reconSpace}</encoding>`);
    expectRefusal(() => parseHeader(xml), 'encoding[0].encodedSpace.matrixSize.x: "abc" is not an integer');
  });

  it.each(["-1", "65536", "1e9"])("refuses a matrix size of %s", (text) => {
    const xml = encoding("").replaceAll("<x>8</x>", `<x>${text}</x>`);
    expectRefusal(() => parseHeader(xml), `encoding[0].encodedSpace.matrixSize.x: "${text}" is not an integer from 0`);
  });

  it.each([
    [reconSpace, "encoding[0].encodedSpace is missing"],
    [`<encodedSpace/>${reconSpace}`, "encoding[0].encodedSpace.matrixSize is missing"],
    [`${encodedSpace.replace("<x>8</x>", "<x/>")}${reconSpace}`, 'encoding[0].encodedSpace.matrixSize.x: "" is not'],
    [`${encodedSpace}${reconSpace.replace("<z>1</z>", "<z>one</z>")}`, 'reconSpace.matrixSize.z: "one" is not'],
  ])("refuses an encoding without its geometry: %#", (content, message) => {
    expectRefusal(() => parseHeader(header(`<encoding>${content}</encoding>`)), message);
  });

  describe("takes what the recon space lacks from the encoded space", () => {
    const space = (name: string, matrix: string, field: string) =>
      `<${name}><matrixSize>${matrix}</matrixSize><fieldOfView_mm>${field}</fieldOfView_mm></${name}>`;
    const xyz = (x: number | string, y: number | string, z: number | string) => `<x>${x}</x><y>${y}</y><z>${z}</z>`;
    const encoded = space("encodedSpace", xyz(512, 256, 1), xyz(600, 300, 5));
    const whole = { matrixSize: { x: 512, y: 256, z: 1 }, fieldOfViewMm: { x: 600, y: 300, z: 5 } };
    const half = { matrixSize: { x: 256, y: 256, z: 1 }, fieldOfViewMm: { x: 300, y: 300, z: 5 } };

    it.each([
      ["all of it", encoded, whole, "it is missing"],
      ["its contents", `${encoded}<reconSpace/>`, whole, "it has no matrixSize.x, matrixSize.y, matrixSize.z, field"],
      [
        "its field of view, by the size of pixels",
        `${encoded}<reconSpace><matrixSize>${xyz(256, 256, 1)}</matrixSize></reconSpace>`,
        half,
        "it has no fieldOfView_mm.x, fieldOfView_mm.y, fieldOfView_mm.z",
      ],
      [
        "its field of view, if the matrix is interpolated",
        `${encoded}${space("reconSpace", xyz(1024, 512, 1), "")}`,
        { ...whole, matrixSize: { x: 1024, y: 512, z: 1 } },
        "it has no fieldOfView_mm.x, fieldOfView_mm.y, fieldOfView_mm.z",
      ],
      [
        "its matrix, by the size of pixels",
        `${encoded}${space("reconSpace", "", xyz(300, 300, 5))}`,
        half,
        "it has no matrixSize.x, matrixSize.y, matrixSize.z",
      ],
      ["one number", `${encoded}${space("reconSpace", xyz(256, 256, " "), xyz(300, 300, 5))}`, half, "no matrixSize.z"],
    ])("%s", (_, content, reconSpace, problem) => {
      const parsed = parseHeader(header(`<encoding>${content}</encoding>`));
      expect(parsed.encoding[0]!.reconSpace).toEqual(reconSpace);
      expect(parsed.remarks).toEqual([
        {
          encoding: 0,
          where: "encoding 0: reconSpace",
          problem: expect.stringContaining(problem) as string,
          effect: expect.any(String) as string,
        },
      ]);
    });
  });

  it.each([
    ["an empty size", `<encodedSpace><matrixSize><x/><y/><z/></matrixSize></encodedSpace>${reconSpace}`],
    ["no spaces", ""],
    ["a wrong number", `${encodedSpace.replace("<x>8</x>", "<x>abc</x>")}${reconSpace}`],
  ])("leaves out an encoding with %s if another one is complete", (_, content) => {
    const good = `<encoding>${encodedSpace}${reconSpace}</encoding>`;
    const bad = `<encoding>${content}</encoding>`;
    for (const [encodings, index] of [
      [[good, bad], 1],
      [[bad, good], 0],
    ] as const) {
      const parsed = parseHeader(header(encodings.join("")));
      expect(parsed.encoding.length).toBe(2);
      expect(parsed.encoding[1 - index]).toEqual(parseHeader(header(good)).encoding[0]);
      expect(parsed.encoding[index]!.encodedSpace.matrixSize).toEqual({ x: 0, y: 0, z: 0 });
      expect(unusableEncoding(parsed, index)).toMatch(new RegExp(`^it cannot be read: .*encoding\\[${index}\\]`));
      expect(unusableEncoding(parsed, 1 - index)).toBeUndefined();
    }
    expectRefusal(() => parseHeader(header(bad + bad)), "encoding[0]");
  });

  it.each([
    ["leading zeros", "<studyID>00042</studyID>", "00042"],
    ["blanks", "<studyID>  a b </studyID>", "  a b "],
    ["entities", "<studyID>&lt;&amp;amp;&gt;&quot;&apos;</studyID>", "<&amp;>\"'"],
    ["references", "<studyID>&#956;&#x3bc;&#x1D11E;&#13;</studyID>", "μμ𝄞\r"],
    ["other scripts", "<studyID>李 𝄞 ñ</studyID>", "李 𝄞 ñ"],
    ["CDATA", "<studyID>a<![CDATA[<&amp;>]]>b</studyID>", "a<&amp;>b"],
    ["text around a comment", "<studyID>a<!-- b -->c</studyID>", "ac"],
    ["what looks like a number or a boolean", "<studyID>1e3</studyID>", "1e3"],
  ])("keeps a text's %s", (_, xml, expected) => {
    expect(parseHeader(study(xml)).studyInformation?.studyId).toBe(expected);
  });

  it.each(["9007199254740993", "0012", "A-17/3"])("keeps the accession number %s, which is a name", (text) => {
    const xml = study(`<accessionNumber>${text}</accessionNumber>`);
    expect(parseHeader(xml).studyInformation?.accessionNumber).toBe(text);
  });

  it.each([
    ["", "is empty"],
    [" \n", "is empty"],
    ["Dummy XML header", /not well-formed XML \(line 1, column 1\)/],
    ["<ismrmrdMeta/>", "root element <ismrmrdMeta>; expected <ismrmrdHeader>"],
    ["<ismrmrdHeader/><ismrmrdHeader/>", "exactly one root"],
    ["<!-- nothing -->", /well-formed/],
    ["<ismrmrdHeader>\n<version>1</version></ismrmrdheader>", /line 2, column 21/],
    [study("a & b"), /well-formed/],
    [study("<studyID>&nbsp;</studyID>"), "&nbsp; does not refer to a character"],
    [study("<studyID>&#0;</studyID>"), "&#0; does not refer to a character"],
    [study("<studyID>&#xd800;</studyID>"), "&#xd800; does not refer to a character"],
    [study("<studyID>&#1114112;</studyID>"), "&#1114112; does not refer to a character"],
    [header("<a>".repeat(40) + "</a>".repeat(40)), "nested"],
  ])("refuses what is not a header: %#", (xml, message) => {
    expectRefusal(() => parseHeader(xml), message);
  });

  it("refuses a number of a million digits as fast as a short one", () => {
    const digits = "1".repeat(1_000_000);
    expectRefusal(() => parseHeader(header(`<version>${digits}x</version>`)), 'version: "111');
    expectRefusal(() => parseHeader(header(`<version>.${digits}x</version>`)), 'version: ".111');
  });

  it("refuses more tags than any header has, before parsing them", () => {
    expect(parseHeader(header("<a/>".repeat(1000)))).toBeDefined();
    expectRefusal(() => parseHeader(header("<a/>".repeat(200_000))), "has 200003 tags; at most 200000 are accepted");
  });

  it("does not quote texts that are too long to be read", () => {
    const name = "n".repeat(100_000);
    for (const xml of [`<${name}/>`, study(`<studyID>&${name};</studyID>`), header(`<version>${name}</version>`)]) {
      expectRefusal(() => parseHeader(xml), /^.{1,400}$/s);
    }
  });

  it("does not expand entities of a document type", () => {
    const laughs =
      '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><ismrmrdHeader><version>&b;</version></ismrmrdHeader>';
    expectRefusal(() => parseHeader(laughs), "&b; does not refer to a character");
  });

  it("refuses a header that was cut at any character", () => {
    const xml = encoding("<trajectory>epi</trajectory>");
    for (let length = 0; length < xml.length; length++) expectRefusal(() => parseHeader(xml.slice(0, length)), /./);
  });

  it("is not polluted by hostile names", () => {
    for (const name of ["__proto__", "constructor", "prototype", "toString"]) {
      try {
        parseHeader(header(`<${name}><polluted>1</polluted></${name}>`));
      } catch (error) {
        expect(error).toBeInstanceOf(MrdError);
      }
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect({}).not.toHaveProperty("polluted");
  });
});
