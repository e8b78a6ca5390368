import { printable } from "../../text/index.ts";
import { nameable } from "../saving/file-name.ts";
import { identifyingValues } from "./identifying-values.ts";

/** In place of a value. */
export const HIDDEN = "‹hidden›";

/** A typical header has a dozen. If a header has more than this, nothing of it is quoted. */
const MOST_SECRETS = 1000;

/** Messages may quote a value up to this length, so this much of it is redacted too. */
const QUOTED = 80;

/** Values that are too common to identify anyone, and occur in every line: `M`, `70`, `1.8`. */
const COMMON = /^(.|[\d.,+-]{1,6})$/su;

/** Removes what identifies the patient from the texts of a log. */
export class Redactor {
  readonly #secrets = new Set<string>();
  #tooMany = false;
  /** Matches all secrets; `undefined` if there are none. */
  #pattern: RegExp | undefined;

  /** @param text from a client: a header, or what may be one */
  learn(text: string): void {
    const before = this.#secrets.size;
    const elements = identifyingValues(text);
    this.#learn(elements?.flat() ?? []);
    this.#tooMany ||= elements === undefined;
    this.#update(before);
  }

  /** @param values that identify the patient */
  learnValues(values: Iterable<string>): void {
    const before = this.#secrets.size;
    this.#learn(values);
    this.#update(before);
  }

  #learn(values: Iterable<string>): void {
    for (const value of values) if (value.trim() !== "" && !COMMON.test(value)) this.#add(value);
  }

  /** @param before number of secrets that the pattern has */
  #update(before: number): void {
    this.#tooMany ||= this.#secrets.size > MOST_SECRETS;
    if (this.#tooMany || this.#secrets.size === before) return;
    // The longest first: others may be parts of it.
    const secrets = [...this.#secrets].toSorted((a, b) => b.length - a.length);
    this.#pattern = new RegExp(secrets.map(pattern).join("|"), "giu");
  }

  /** Adds a value in all forms in which messages and names of files quote it. */
  #add(value: string): void {
    if (this.#secrets.size > MOST_SECRETS) return;
    for (const form of new Set([value, value.normalize("NFC"), value.normalize("NFD"), numeric(value)])) {
      this.#secrets.add(form);
      this.#secrets.add(nameable(form) || form); // as in names of files
      const quoted = form.slice(0, QUOTED);
      for (const text of [quoted, printable(quoted), printable(form), JSON.stringify(quoted).slice(1, -1)])
        if (text.trim() !== "") this.#secrets.add(text.trim());
    }
  }

  /** A text without what identifies the patient. */
  redact(text: string): string {
    if (this.#tooMany) return HIDDEN;
    return this.#pattern === undefined ? text : text.replace(this.#pattern, HIDDEN);
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

/** A number as messages print it after parsing; another value as it is. */
function numeric(value: string): string {
  const number = Number(value);
  return Number.isFinite(number) && !COMMON.test(String(number)) ? String(number) : value;
}

/** Short secrets match whole words only. White space may be of any kind: a message may be split into lines. */
function pattern(secret: string): string {
  const literal = secret.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+");
  return [...secret].length >= 4 ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}
