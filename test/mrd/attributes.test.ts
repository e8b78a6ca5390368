import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatAttributes, MrdError, parseAttributes } from "../../src/mrd/index.ts";
import { isXmlText } from "../../src/mrd/xml/xml-parser.ts";

function entries(xml: string): [string, readonly string[]][] {
  return [...parseAttributes(xml)];
}

describe("parseAttributes", () => {
  it("reads names in order, each with its values as texts", () => {
    const xml = `<?xml version="1.0"?>
      <ismrmrdMeta>
        <meta><name>WindowCenter</name><value>0100</value></meta>
        <meta><name>10</name><value>1.456</value><value>66797</value><value> hsj </value></meta>
        <meta><name>1</name><value></value></meta>
      </ismrmrdMeta>`;
    expect(entries(xml)).toEqual([
      ["WindowCenter", ["0100"]],
      ["10", ["1.456", "66797", " hsj "]],
      ["1", [""]],
    ]);
  });

  it("adds the values of a name that occurs again", () => {
    const meta = (value: string) => `<meta><name>Role</name><value>${value}</value></meta>`;
    expect(entries(`<ismrmrdMeta>${meta("a")}${meta("b")}</ismrmrdMeta>`)).toEqual([["Role", ["a", "b"]]]);
  });

  it("reads any namespace", () => {
    const xml =
      '<m:ismrmrdMeta xmlns:m="urn:m"><m:meta><m:name>a</m:name><m:value>1</m:value></m:meta></m:ismrmrdMeta>';
    expect(entries(xml)).toEqual([["a", ["1"]]]);
  });

  it.each(["", " \n", "<ismrmrdMeta/>", "<ismrmrdMeta></ismrmrdMeta>"])("finds none in %j", (xml) => {
    expect(entries(xml)).toEqual([]);
  });

  it.each(["__proto__", "constructor", "toString"])("takes %s for a name like any other", (name) => {
    const attributes = parseAttributes(`<ismrmrdMeta><meta><name>${name}</name><value>x</value></meta></ismrmrdMeta>`);
    expect(attributes.get(name)).toEqual(["x"]);
    expect(attributes.size).toBe(1);
    expect(entries(formatAttributes(attributes))).toEqual([[name, ["x"]]]);
  });

  it.each([
    ["text", "well-formed"],
    ["<ismrmrdMeta><meta>", "well-formed"],
    ["<ismrmrdHeader/>", "root element <ismrmrdHeader>; expected <ismrmrdMeta>"],
    ["<ismrmrdMeta><meta><value>1</value></meta></ismrmrdMeta>", "meta[0].name is missing"],
  ])("refuses %s", (xml, message) => {
    expect(() => parseAttributes(xml)).toThrow(MrdError);
    expect(() => parseAttributes(xml)).toThrow(expect.objectContaining({ code: "malformed-attributes" }));
    expect(() => parseAttributes(xml)).toThrow(message);
  });
});

describe("formatAttributes", () => {
  it("takes texts, numbers and lists of both", () => {
    const xml = formatAttributes({ Keep_image_geometry: 1, DataRole: "Image", ImageRowDir: [1, -0.5, "0"] });
    expect(entries(xml)).toEqual([
      ["Keep_image_geometry", ["1"]],
      ["DataRole", ["Image"]],
      ["ImageRowDir", ["1", "-0.5", "0"]],
    ]);
  });

  it("leaves out a name without values, which ISMRMRD refuses to read", () => {
    expect(entries(formatAttributes({ a: [], b: "" }))).toEqual([["b", [""]]]);
  });

  it("writes the document that ISMRMRD's meta.h shows", () => {
    expect(formatAttributes({ a: ["1", "<&>"] })).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<ismrmrdMeta>
  <meta>
    <name>a</name>
    <value>1</value>
    <value>&lt;&amp;&gt;</value>
  </meta>
</ismrmrdMeta>
`,
    );
  });

  it("refuses characters that XML cannot represent", () => {
    expect(() => formatAttributes({ a: "\u0001" })).toThrow(expect.objectContaining({ code: "malformed-attributes" }));
    expect(() => formatAttributes({ a: "\u0001" })).toThrow('meta[0].value[0]: "\\u0001" is not text');
  });

  it("writes what parseAttributes reads back", () => {
    const texts = fc.string({ unit: "binary" }).filter(isXmlText);
    const attributes = fc.array(fc.tuple(texts, fc.array(texts, { minLength: 1, maxLength: 3 })), { maxLength: 5 });
    fc.assert(
      fc.property(attributes, (list) => {
        const map = new Map(list);
        expect(entries(formatAttributes(map))).toEqual([...map]);
      }),
    );
  });
});
