import type { Attributes } from "../../../src/mrd/index.ts";

/**
 * Parses the attributes of an image by the browser's own parser: that of src/mrd would be a sixth of the page. A text
 * that is not XML is one attribute, so that it can be read.
 */
export function readAttributes(xml: string): Attributes {
  const attributes = new Map<string, string[]>();
  if (xml.trim() === "") return attributes;
  const document = new DOMParser().parseFromString(xml, "application/xml");
  if (document.querySelector("parsererror") !== null) return new Map([["malformed XML", [xml]]]);
  for (const meta of document.querySelectorAll("meta")) {
    const texts = (name: string) =>
      [...meta.getElementsByTagNameNS("*", name)].map(({ textContent }) => textContent ?? "");
    const name = texts("name")[0] ?? "";
    attributes.set(name, [...(attributes.get(name) ?? []), ...texts("value")]);
  }
  return attributes;
}
