import { nameable } from "../saving/file-name.ts";

/** Elements of a header that may identify the patient or the study. */
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

/** Characters of an element that are examined. */
const MOST_EXAMINED = 1000;

const HIDDEN = "‹hidden›";

/** A typical header has a dozen. If a header has more than this, nothing of it is quoted. */
const MOST_SECRETS = 500;
const MOST_ELEMENTS = 5000;

/** Messages may quote a value up to this length, so this much of it is redacted too. */
const QUOTED = 80;

/** Values that are too common to identify anyone, and occur in every line: `M`, `70`, `1.8`. */
const COMMON = /^(.|[\d.,+-]{1,6})$/su;

/**
 * Removes what identifies the patient from the texts of a log. Headers are searched without being parsed as XML,
 * because it is broken headers that are quoted.
 */
export class Redactor {
  readonly #secrets = new Set<string>();
  #elements = 0;
  /** Matches all secrets; `undefined` if there are none. */
  #pattern: RegExp | undefined;

  /** @param text from a client: a header, or what may be one */
  learn(text: string): void {
    for (const { index, 0: start } of text.matchAll(ELEMENT)) {
      this.#elements += 1;
      if (this.#tooMany) return;
      for (const value of valuesOf(text, index + start.length))
        if (value !== "" && !COMMON.test(value)) this.#add(value);
    }
    // The longest first: others may be parts of it.
    const secrets = [...this.#secrets].toSorted((a, b) => b.length - a.length);
    if (secrets.length > 0) this.#pattern = new RegExp(secrets.map(pattern).join("|"), "giu");
  }

  #add(value: string): void {
    for (const form of [value, withoutReferences(value)]) {
      this.#secrets.add(form);
      this.#secrets.add(nameable(form) || form); // as in names of files
      this.#secrets.add(form.slice(0, QUOTED));
      this.#secrets.add(JSON.stringify(form.slice(0, QUOTED)).slice(1, -1));
    }
  }

  /** A text without what identifies the patient. */
  redact(text: string): string {
    if (this.#tooMany) return HIDDEN;
    return this.#pattern === undefined ? text : text.replace(this.#pattern, HIDDEN);
  }

  get #tooMany(): boolean {
    return this.#secrets.size > MOST_SECRETS || this.#elements > MOST_ELEMENTS;
  }

  /**
   * A copy of an error for the log: of the same class, with its cause, and without its other properties.
   * @param shorten leaves out lines of a stack
   */
  redactError(error: unknown, shorten = (stack: string) => stack): unknown {
    if (!(error instanceof Error)) return this.redact(String(error));
    const { message, stack = "", code, cause } = error as NodeJS.ErrnoException;
    const copy = Object.create(Object.getPrototypeOf(error) as object) as object;
    const known = {
      message: this.redact(message),
      stack: this.redact(shorten(stack)),
      ...(code !== undefined && { code }),
    };
    return Object.assign(copy, known, cause instanceof Error && { cause: this.redactError(cause, shorten) });
  }
}

const CDATA = "<![CDATA[";

/**
 * What to redact from an element whose content begins at an offset: its text or, if the element is not closed after
 * that, each word that may belong to it. Searches no further than the next tag or {@link MOST_EXAMINED}.
 */
function valuesOf(text: string, from: number): readonly string[] {
  const near = text.slice(from, from + MOST_EXAMINED);
  const cdata = near.trimStart().startsWith(CDATA);
  const start = cdata ? near.indexOf(CDATA) + CDATA.length : 0;
  const end = near.indexOf(cdata ? "]]>" : "<", start);
  const behind = near.slice(end + (cdata ? "]]>".length : 0)).trimStart();
  if (end >= 0 && behind.startsWith("</")) return [near.slice(start, end).trim()];
  return near.replace(/<\/?[\w:]+>/g, " ").match(/[\p{L}\p{N}]{3,}/gu) ?? [];
}

/** Short secrets match whole words only. */
function pattern(secret: string): string {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return [...secret].length >= 4 ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}

function withoutReferences(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", apos: "'", quot: '"' };
  return text.replace(/&(lt|gt|amp|apos|quot);/g, (_, name: string) => named[name]!);
}
