import { expect, it } from "vitest";
import { parseGadgetronXml } from "../../src/gadgetron/xml.ts";

it("resolves character references and predefined entities in texts and attributes, but not in CDATA", () => {
  const root = parseGadgetronXml('<a b="&lt;&#65;&gt;">x &amp; &#x42;<c> <![CDATA[&amp;]]> </c></a>', "a.xml");
  expect(root).toMatchObject({ attributes: { b: "<A>" }, text: "x & B", children: [{ name: "c", text: "&amp;" }] });
});

it("accepts no other entities", () => {
  expect(() => parseGadgetronXml("<a>&nbsp;</a>", "a.xml")).toThrow("&nbsp; does not refer to a character");
});
