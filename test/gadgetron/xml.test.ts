import { expect, it } from "vitest";
import { parseGadgetronXml } from "../../src/gadgetron/xml.ts";

it("resolves character references and predefined entities in texts and attributes, but not in CDATA", () => {
  const root = parseGadgetronXml('<a b="&lt;&#65;&gt;">x &amp; &#x42;<c> <![CDATA[&amp;]]> </c></a>', "a.xml");
  expect(root).toMatchObject({ attributes: { b: "<A>" }, text: "x & B", children: [{ name: "c", text: "&amp;" }] });
});

it("accepts no other entities", () => {
  expect(() => parseGadgetronXml("<a>&nbsp;</a>", "a.xml")).toThrow("&nbsp; does not refer to a character");
});

it.each(["<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"])(
  "accepts no declarations of entities: %s",
  (text) => {
    expect(() => parseGadgetronXml(text, "a.xml")).toThrow(/DOCTYPE|not well-formed/);
  },
);

it("expands no references to references", () => {
  expect(parseGadgetronXml('<a b="&amp;lt;">&amp;#65;</a>', "a.xml")).toMatchObject({
    attributes: { b: "&lt;" },
    text: "&#65;",
  });
});

it("is limited in length and tags", () => {
  const many = (count: number, element = "<gadget/>") => `<configuration>${element.repeat(count)}</configuration>`;
  expect(() => parseGadgetronXml(many(222_000), "a.xml")).toThrow(
    "a.xml:1:1: a chain in XML has at most 262144 characters; this one has 1998031",
  );
  expect(() => parseGadgetronXml(many(20_000), "a.xml")).toThrow(
    "a.xml:1:1: a chain in XML has at most 10000 tags; this one has 20002",
  );
  expect(() => parseGadgetronXml("<a>".repeat(40) + "</a>".repeat(40), "a.xml")).toThrow(/[Nn]ested/);
});

it("has a line and column for each element", () => {
  const root = parseGadgetronXml("<a>\n<b/>\n\n  <c><d/>\r\n</c></a>", "a.xml");
  const places = root.children.map(({ name, line, column }) => [name, line, column]);
  expect(places).toEqual([
    ["b", 2, 1],
    ["c", 4, 3],
  ]);
  expect(root.children[1]!.children[0]).toMatchObject({ line: 4, column: 6 });
});
