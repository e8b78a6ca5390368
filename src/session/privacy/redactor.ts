import { nameable } from "../saving/file-name.ts";

/** Elements of a header that tell who was measured, or which of his studies, with texts that others choose. */
const IDENTIFYING = [
  "patientName",
  "patientID",
  "patientBirthdate",
  "patientGender",
  "patientWeight_kg",
  "patientHeight_m",
  "studyDate",
  "studyTime",
  "studyID",
  "accessionNumber",
  "referringPhysicianName",
  "studyDescription",
  "studyInstanceUID",
  "seriesDate",
  "seriesTime",
  "protocolName",
  "seriesDescription",
  "seriesInstanceUIDRoot",
  "frameOfReferenceUID",
  "referencedSOPInstanceUID",
  "institutionName",
  "stationName",
];

const ELEMENT = new RegExp(`<(?:\\w+:)?(?:${IDENTIFYING.join("|")})\\b[^<>]*>`, "gi");

/** So much of an element is looked at. */
const LONGEST = 1000;

const HIDDEN = "‹hidden›";

/** A header has a dozen. Of one that has more, nothing is quoted at all. */
const MOST_SECRETS = 500;
const MOST_ELEMENTS = 5000;

/** So much of a value is hidden where a message quotes no more. */
const QUOTED = 80;

/** What is too common to tell anything, and would be found in every line: `M`, `70`, `1.8`. */
const COMMON = /^(.|[\d.,+-]{1,6})$/su;

/**
 * Keeps what tells who was measured out of a log, whoever quotes it. Texts are looked through as they come, without reading
 * them as XML: a header may be broken, and it is then that it is quoted.
 */
export class Discretion {
  readonly #secrets = new Set<string>();
  #elements = 0;
  /** Finds them all; `undefined` where there are none. */
  #pattern: RegExp | undefined;

  /** @param text of a client: a header, or what may be one */
  learn(text: string): void {
    for (const { index, 0: start } of text.matchAll(ELEMENT)) {
      this.#elements += 1;
      if (this.#tooMany) return;
      for (const value of valuesOf(text, index + start.length))
        if (value !== "" && !COMMON.test(value)) this.#add(value);
    }
    // The longest first, of which others may be parts.
    const secrets = [...this.#secrets].toSorted((a, b) => b.length - a.length);
    if (secrets.length > 0) this.#pattern = new RegExp(secrets.map(pattern).join("|"), "giu");
  }

  #add(value: string): void {
    for (const form of [value, withoutReferences(value)]) {
      this.#secrets.add(form);
      this.#secrets.add(nameable(form) || form); // by which files may be called
      this.#secrets.add(form.slice(0, QUOTED));
      this.#secrets.add(JSON.stringify(form.slice(0, QUOTED)).slice(1, -1));
    }
  }

  /** A text as a log may have it. */
  hide(text: string): string {
    if (this.#tooMany) return HIDDEN;
    return this.#pattern === undefined ? text : text.replace(this.#pattern, HIDDEN);
  }

  get #tooMany(): boolean {
    return this.#secrets.size > MOST_SECRETS || this.#elements > MOST_ELEMENTS;
  }

  /** An error as a log may have it: of its class, with its cause, and nothing else that it holds. */
  hideError(error: unknown): unknown {
    if (!(error instanceof Error)) return this.hide(String(error));
    const { message, stack = "", code, cause } = error as NodeJS.ErrnoException;
    const copy = Object.create(Object.getPrototypeOf(error) as object) as object;
    const known = { message: this.hide(message), stack: this.hide(stack), ...(code !== undefined && { code }) };
    return Object.assign(copy, known, cause instanceof Error && { cause: this.hideError(cause) });
  }
}

const CDATA = "<![CDATA[";

/**
 * What is to be hidden of an element whose content begins there: its text, or, where it is not closed behind that, every word that
 * may be of it. Looks no further than the next tag, or so far as an element is looked at: nobody knows what a client sends.
 */
function valuesOf(text: string, from: number): readonly string[] {
  const near = text.slice(from, from + LONGEST);
  const cdata = near.trimStart().startsWith(CDATA);
  const start = cdata ? near.indexOf(CDATA) + CDATA.length : 0;
  const end = near.indexOf(cdata ? "]]>" : "<", start);
  const behind = near.slice(end + (cdata ? "]]>".length : 0)).trimStart();
  if (end >= 0 && behind.startsWith("</")) return [near.slice(start, end).trim()];
  return near.replace(/<\/?[\w:]+>/g, " ").match(/[\p{L}\p{N}]{3,}/gu) ?? [];
}

/** Short ones are only looked for as words. */
function pattern(secret: string): string {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return [...secret].length >= 4 ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}

function withoutReferences(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", apos: "'", quot: '"' };
  return text.replace(/&(lt|gt|amp|apos|quot);/g, (_, name: string) => named[name]!);
}
