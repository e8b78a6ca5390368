import { isXmlText } from "./xml-parser.ts";

/** How a value is represented as the text of an element. */
export interface Scalar<T> {
  /** The expected text; ends the sentence `"abc" is not …`. */
  readonly expected: string;
  /** The value of a text, or `undefined` if it has none. */
  read(text: string): T | undefined;
  /** The text of a value, or `undefined` if it has none. */
  write(value: T): string | undefined;
}

/** Text, with white space preserved. */
export const text: Scalar<string> = {
  expected: "text that XML can represent",
  read: (text) => text,
  write: (value) => (isXmlText(value) ? value : undefined),
};

/** Matches the same digits in one way only; otherwise the time would grow with the square of their number. */
const numeral = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

function number(expected: string, accepts: (value: number) => boolean): Scalar<number> {
  return {
    expected,
    read(text) {
      const trimmed = text.trim();
      const value = Number(trimmed);
      return numeral.test(trimmed) && accepts(value) ? value : undefined;
    },
    write: (value) => (accepts(value) ? String(value) : undefined),
  };
}

/** `xs:float` and `xs:double`, without infinities and NaN. */
export const decimal = number("a number", Number.isFinite);

/** `xs:long`. Beyond 2^53 a double would round it, which is an error rather than another number. */
export const long = number("an integer within ±(2^53 − 1)", Number.isSafeInteger);

/** `xs:unsignedShort`. */
export const ushort = number(
  "an integer from 0 to 65535",
  (value) => Number.isInteger(value) && value >= 0 && value <= 65535,
);

/** An enumeration. It is read in any letter case, since writers differ, and written in the schema's spelling. */
export function oneOf<const T extends string>(...values: readonly T[]): Scalar<T> {
  return {
    expected: `one of ${values.join(", ")}`,
    read(text) {
      const sought = text.trim().toLowerCase();
      return values.find((value) => value.toLowerCase() === sought);
    },
    write: (value) => values.find((known) => known === value),
  };
}
