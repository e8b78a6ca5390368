import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatAttributes, formatHeader, parseAttributes, parseHeader } from "../../src/mrd/index.ts";
import { type ElementRule, fullHeader, headers, tableElements } from "../support/header-samples.ts";
import { skipReason, withReason } from "../support/peers.ts";

const schemaFile = "/usr/share/ismrmrd/schema/ismrmrd.xsd";
const noSchema = skipReason(schemaFile);
const noXmllint = skipReason("xmllint", schemaFile);
const noLibrary = skipReason("g++", "/usr/include/ismrmrd/xml.h");

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "larmor-xml-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

interface SchemaNode {
  readonly [tag: string]: readonly SchemaNode[] | string | undefined;
}

/** The elements of ismrmrd.xsd in order, parsed independently of Larmor. */
function schemaElements(): ReadonlyMap<string, ElementRule & { readonly values?: string }> {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    isArray: (name) => !name.startsWith("@"),
  });
  const [schema] = parser.parse(readFileSync(schemaFile, "utf8"))["xs:schema"] as SchemaNode[];
  const nodes = (node: SchemaNode | undefined, tag: string) => (node?.[tag] ?? []) as readonly SchemaNode[];
  const named = (tag: string, name: unknown) => nodes(schema, tag).find((node) => node["@name"] === name);
  const found = new Map<string, ElementRule & { values?: string }>();

  function enumeration(simpleType: SchemaNode | undefined): string | undefined {
    const [restriction] = nodes(simpleType, "xs:restriction");
    const pattern = nodes(restriction, "xs:pattern")[0]?.["@value"] as string | undefined;
    const values = pattern?.match(/\w/g) ?? nodes(restriction, "xs:enumeration").map((node) => node["@value"]);
    return values.length > 0 ? values.join(", ") : undefined;
  }

  function walk(complexType: SchemaNode, path: string): void {
    const [group] = [...nodes(complexType, "xs:sequence"), ...nodes(complexType, "xs:all")];
    for (const element of nodes(group, "xs:element")) {
      const here = `${path}/${element["@name"]}`;
      const type = String(element["@type"]);
      const inner = named("xs:complexType", type);
      const values = enumeration(named("xs:simpleType", type) ?? nodes(element, "xs:simpleType")[0]);
      found.set(here, {
        type: inner === undefined ? type : "group",
        required: element["@minOccurs"] !== "0",
        repeated: (element["@maxOccurs"] ?? "1") !== "1",
        ...(values === undefined ? {} : { values }),
      });
      if (inner !== undefined) walk(inner, here);
    }
  }

  walk(named("xs:complexType", "ismrmrdHeader")!, "");
  return found;
}

describe.skipIf(noSchema)(withReason("the header's table and ismrmrd.xsd", noSchema), () => {
  const expected: Readonly<Record<string, string>> = {
    "xs:string": "text that XML can represent",
    "xs:date": "text that XML can represent",
    "xs:time": "text that XML can represent",
    "xs:base64Binary": "text that XML can represent",
    "xs:float": "a number",
    "xs:double": "a number",
    "xs:long": "an integer within ±(2^53 − 1)",
    "xs:unsignedShort": "an integer from 0 to 65535",
    group: "group",
  };

  it("have the same elements, types, repetition and order", () => {
    const theirs = [...schemaElements()].map(([path, { type, values, repeated }]) => {
      const held = values === undefined ? expected[type] : `one of ${values}`;
      return [path, `${path.endsWith("/accessionNumber") ? expected["xs:string"] : held}${repeated ? " []" : ""}`];
    });
    expect(theirs.length).toBeGreaterThan(140);
    const known = new Set(theirs.map(([path]) => path));
    expect(tableElements().filter(([path]) => known.has(path))).toEqual(theirs);
  });
});

describe.skipIf(noXmllint)(withReason("xmllint", noXmllint), () => {
  function validate(...documents: string[]): void {
    const files = documents.map((_, i) => join(directory, `header-${i}.xml`));
    files.forEach((file, i) => {
      writeFileSync(file, documents[i]!);
    });
    execFileSync("xmllint", ["--noout", "--schema", schemaFile, ...files], { stdio: "pipe" });
  }

  it("finds our full header valid", () => {
    validate(formatHeader(fullHeader));
  });

  it("finds every header valid that has what the schema requires", () => {
    const samples = fc.sample(headers(schemaElements()), 100);
    validate(...samples.map((header) => formatHeader(header)));
  });

  it("would notice an invalid one", () => {
    expect(() => validate(formatHeader({}))).toThrow(/experimentalConditions/);
  });
});

describe.skipIf(noLibrary)(withReason("the C++ library", noLibrary), () => {
  beforeAll(() => {
    const source = join(directory, "rewrite.cpp");
    writeFileSync(
      source,
      `#include <fstream>
      #include <iostream>
      #include <iterator>
      #include <string>
      #include <ismrmrd/meta.h>
      #include <ismrmrd/xml.h>
      // Reads a header or attributes from a file and writes them out.
      int main(int argc, char **argv) {
        std::ifstream file(argv[2]);
        std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        if (std::string(argv[1]) == "header") {
          ISMRMRD::IsmrmrdHeader header;
          ISMRMRD::deserialize(text.c_str(), header);
          ISMRMRD::serialize(header, std::cout);
        } else {
          ISMRMRD::MetaContainer meta;
          ISMRMRD::deserialize(text.c_str(), meta);
          ISMRMRD::serialize(meta, std::cout);
        }
      }`,
    );
    execFileSync("g++", ["-w", "-o", join(directory, "rewrite"), source, "-lismrmrd"], { stdio: "pipe" });
  });

  function rewrite(kind: "header" | "attributes", xml: string): string {
    const file = join(directory, `${kind}.xml`);
    writeFileSync(file, xml);
    return execFileSync(join(directory, "rewrite"), [kind, file], { encoding: "utf8" });
  }

  it("reads our full header, and we read what it writes", () => {
    const { version, ...header } = fullHeader; // The library refuses any version but its own.
    expect(parseHeader(rewrite("header", formatHeader(header)))).toStrictEqual(header);
  });

  it("reads our attributes, and we read what it writes", () => {
    const attributes = new Map([
      ["DataRole", ["Image", "M & <µ>"]],
      ["WindowCenter", ["0100"]],
    ]);
    expect(parseAttributes(rewrite("attributes", formatAttributes(attributes)))).toEqual(attributes);
  });
});
