import { isXmlText } from "./xml-parser.ts";

/** How a value is written as the text of an element. */
export interface Scalar<T> {
  /** What its text must be; ends the sentence `"abc" is not …`. */
  readonly expected: string;
  /** The value of a text, or `undefined` where it has none. */
  read(text: string): T | undefined;
  /** The text of a value, or `undefined` where it has none. */
  write(value: T): string | undefined;
}

/** Text, kept to the last blank. */
export const text: Scalar<string> = {
  expected: "text that XML can hold",
  read: (text) => text,
  write: (value) => (isXmlText(value) ? value : undefined),
};

/** Without two ways to match the same digits, which would take time with the square of their number. */
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

/** `xs:float` and `xs:double`, without their infinities and NaN. */
export const decimal = number("a number", Number.isFinite);

/** `xs:long`. Beyond 2^53 a double would round it, which is an error rather than another number. */
export const long = number("an integer within ±(2^53 − 1)", Number.isSafeInteger);

/** `xs:unsignedShort`. */
export const ushort = number(
  "an integer from 0 to 65535",
  (value) => Number.isInteger(value) && value >= 0 && value <= 65535,
);

/** An enumeration. It is read in any letter case, since writers differ, and written as the schema spells it. */
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
