import {
  type Content,
  formatHeader,
  type Group,
  headerMembers,
  isScalar,
  type MrdHeaderInput,
  parseHeader,
} from "../../mrd/index.ts";
import { type Codec, isKind, type YardlRecord } from "../yardl/index.ts";
import { dateText, daysOf, nanosecondsOf, timeText } from "./calendar.ts";

// Both headers have the same members, whose names differ in the case of some letters: `patientID` and `patientId`.

/** What identifies the patient. All are optional. */
const identifying = ["patientName", "patientID", "patientBirthdate"];

/** Receives the path of a value that the other header cannot hold, and the reason. */
type Report = (path: string, problem: string) => void;

/** A header without what identifies the patient; the same header if there is nothing of it. */
export function withoutPatient(header: YardlRecord): YardlRecord {
  const subject = header.subjectInformation as YardlRecord | undefined;
  if (subject === undefined || identifying.every((name) => subject[name] === undefined)) return header;
  const entries = Object.entries(subject).filter(([name]) => !identifying.includes(name));
  return { ...header, subjectInformation: Object.fromEntries(entries) };
}

/**
 * The header of an MRD 2 stream as XML of MRD 1.
 * @param report is called for each value that MRD 1 cannot hold; it is left out
 * @throws MrdError `malformed-header`
 */
export function headerXml(codec: Codec, value: YardlRecord, report: Report): string {
  return formatHeader(toMrd1(codec, value, headerMembers, "header", report) as MrdHeaderInput);
}

/**
 * The header of an MRD 1 measurement as a value of MRD 2.
 * @param report is called for each value that MRD 2 cannot hold, and for what it requires and the header lacks
 * @throws MrdError `malformed-header`
 */
export function headerRecord(codec: Codec, xml: string, report: Report): YardlRecord {
  return toMrd2(codec, parseHeader(xml), "header", report) as YardlRecord;
}

function toMrd1(codec: Codec, value: unknown, content: Content, path: string, report: Report): unknown {
  if (value === undefined) return undefined;
  if (isKind(codec, "optional")) return toMrd1(codec.item, value, content, path, report);
  if (isKind(codec, "vector")) {
    const items = (value as readonly unknown[]).map((item, i) =>
      toMrd1(codec.item, item, content, `${path}[${i}]`, report),
    );
    return items.filter((item) => item !== undefined);
  }
  if (isKind(codec, "record")) {
    if (isScalar(content)) return undefined;
    const names = namesOf(Object.keys(content));
    const members = [...codec.fields].map(([field, fieldCodec]) => {
      const name = names.get(field.toLowerCase());
      const inner = (value as YardlRecord)[field];
      const here = `${path}.${field}`;
      if (name === undefined) {
        if (inner !== undefined) report(here, "MRD 1 does not have it");
        return [field, undefined] as const;
      }
      return [name, toMrd1(fieldCodec, inner, (content as Group)[name]!.content, here, report)] as const;
    });
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  }
  if (!isScalar(content)) return undefined;
  const text = textOf(codec, value);
  const known = content.read(text);
  if (known === undefined) report(path, `${text} is not ${content.expected} of MRD 1`);
  return known;
}

function textOf(codec: Codec, value: unknown): string {
  if (isKind(codec, "enum")) return [...codec.symbols].find(([, number]) => number === value)?.[0] ?? String(value);
  const name = isKind(codec, "primitive") ? codec.name : "";
  if (name === "date") return dateText(value as bigint);
  if (name === "time") return timeText(value as bigint);
  return String(name === "float32" ? shortest(value as number) : value);
}

/** The shortest decimal that is rounded to the same float32. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return rounded;
  }
  return value;
}

function toMrd2(codec: Codec, value: unknown, path: string, report: Report): unknown {
  if (isKind(codec, "optional")) return value === undefined ? undefined : toMrd2(codec.item, value, path, report);
  if (isKind(codec, "vector"))
    return ((value ?? []) as readonly unknown[]).map(
      (item, i) => toMrd2(codec.item, item, `${path}[${i}]`, report) ?? codec.item.empty(),
    );
  if (isKind(codec, "record")) {
    const inner = (value ?? {}) as YardlRecord;
    const names = namesOf(Object.keys(inner));
    const fields = [...codec.fields].map(([field, fieldCodec]) => {
      const member = inner[names.get(field.toLowerCase()) ?? field];
      const here = `${path}.${field}`;
      if (value !== undefined && member === undefined && isKind(fieldCodec, "enum"))
        report(here, `MRD 2 requires it, and the header does not have it: the first value is written`);
      return [field, toMrd2(fieldCodec, member, here, report)] as const;
    });
    return Object.fromEntries(fields);
  }
  if (value === undefined) return codec.empty();
  const converted = valueIn(codec, value as string | number);
  if (converted === undefined) report(path, `MRD 2 cannot hold ${JSON.stringify(value)}`);
  return converted;
}

/** @returns `undefined` if the type has no such value */
function valueIn(codec: Codec, value: string | number): unknown {
  if (isKind(codec, "enum")) {
    const sought = String(value).toLowerCase();
    return [...codec.symbols].find(([symbol]) => symbol.toLowerCase() === sought)?.[1];
  }
  const name = isKind(codec, "primitive") ? codec.name : "";
  if (name === "date") return daysOf(String(value));
  if (name === "time") return nanosecondsOf(String(value));
  if (name === "string") return String(value);
  if (/^u?int64$/.test(name)) return /^[+-]?\d+$/.test(String(value)) ? BigInt(value) : undefined;
  return Number(value);
}

/** Names of properties by their lower-case form. */
function namesOf(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]));
}
