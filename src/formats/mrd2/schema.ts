import { model } from "./model.ts";

/** Versions of MRD 2 that can be written. A reader of MRD 2 accepts only streams of its own version. */
export const writtenVersions = ["2.2.1", "2.2.0"] as const;
export type Mrd2Version = (typeof writtenVersions)[number];

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** The schema of a version, JSON, exactly as MRD 2's libraries write and expect it. */
export function schemaOf(version: Mrd2Version): string {
  const sequence = [
    { name: "header", type: [null, "Mrd.Header"] },
    { name: "data", type: { stream: { items: "Mrd.StreamItem" } } },
  ];
  const lines = model.trim().replaceAll(/\n\s+/g, " ").split("\n");
  return JSON.stringify({ protocol: { name: "Mrd", sequence }, types: lines.flatMap((line) => typeOf(line, version)) });
}

function typeOf(line: string, version: Mrd2Version): Json[] {
  const [, name, parameter, since, separator, rest] = line.match(/^(\w+)(?:<(\w)>)?(\+?)(:| =) (.*)$/)!;
  if (since === "+" && version === "2.2.0") return [];
  const start = { name: name!, ...(parameter === undefined ? {} : { typeParameters: [parameter] }) };
  if (separator === " =") return [{ ...start, type: expression(rest!) }];
  const [keyword, ...words] = rest!.split(" ");
  if (keyword === "enum:") return [{ ...start, values: words.map((word, index) => symbol(word, index)) }];
  if (keyword === "flags:") {
    const values = words.slice(1).map((word) => word.split("="));
    return [
      { ...start, base: words[0]!, values: values.map(([name, bit]) => ({ symbol: name!, value: 2 ** Number(bit) })) },
    ];
  }
  if (keyword === "union:")
    return [{ ...start, type: members(words.join(" "), version).map((member) => unionCase(member, version, name!)) }];
  return [{ ...start, fields: members(rest!, version).map(([name, type]) => ({ name, type: expression(type) })) }];
}

function symbol(word: string, index: number): Json {
  const [name, value] = word.split("=");
  return { symbol: name!, value: value === undefined ? index : Number(value) };
}

/** Pairs of name and type, without those that the version does not have yet. */
function members(list: string, version: Mrd2Version): [string, string][] {
  return list
    .split(", ")
    .map((member) => member.match(/^(\S+) (.*)$/)!)
    .filter(([, name]) => version !== "2.2.0" || !name!.endsWith("+"))
    .map(([, name, type]) => [name!.replace("+", ""), type!]);
}

/** In 2.2.0, the tags of stream items are the names of their types. */
function unionCase([tag, type]: [string, string], version: Mrd2Version, union: string): Json {
  if (union !== "StreamItem") return { tag, type: expression(type) };
  if (version === "2.2.0") return { tag: type, type: expression(type) };
  return { tag, explicitTag: true, type: expression(type) };
}

function expression(text: string): Json {
  const map = text.match(/^(.*) -> (.*)$/);
  if (map !== null) return { map: { keys: expression(map[1]!), values: expression(map[2]!) } };
  if (text.endsWith("?")) return [null, expression(text.slice(0, -1))];
  if (text.endsWith("*")) return { vector: { items: expression(text.slice(0, -1)) } };
  const array = text.match(/^(.*)\[(.*)\]$/);
  if (array !== null) return { array: { items: expression(array[1]!), ...dimensions(array[2]!) } };
  const generic = text.match(/^(\w+)<(\w+)>$/);
  if (generic !== null) return { name: expression(generic[1]!), typeArguments: [expression(generic[2]!)] };
  return /^[A-Z]\w/.test(text) ? `Mrd.${text}` : text;
}

function dimensions(text: string): { readonly dimensions?: Json } {
  if (text === "...") return {};
  if (text === "1d") return { dimensions: 1 };
  if (/^\d/.test(text)) return { dimensions: text.split(" ").map((length) => ({ length: Number(length) })) };
  return { dimensions: text.split(" ").map((name) => ({ name })) };
}
