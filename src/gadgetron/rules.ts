/** How the text of a property becomes a value. */
export interface Reading<Value> {
  /** @returns `undefined` for an invalid text */
  read(text: string): Value | undefined;
  /** The expected text, for messages. */
  readonly expected: string;
}

const text: Reading<string> = { read: (text) => text, expected: "a text" };

export const number: Reading<number> = {
  read: (text) => (text !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined),
  expected: "a number",
};

export const integer: Reading<number> = {
  read: (text) => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined),
  expected: "a whole number",
};

/** As parsed by Gadgetron. */
export const flag = anyOf({ true: true, false: false, "1": true, "0": false });

/** Names separated by commas. */
export const names: Reading<readonly string[]> = {
  read: (text) =>
    text
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  expected: "names separated by commas",
};

/** A text, with a replacement for an empty one. */
export function textOr(other: string): Reading<string> {
  return { read: (text) => (text === "" ? other : text), expected: "a text" };
}

/** One of several texts, ignoring case. */
export function anyOf<const Value>(values: Readonly<Record<string, Value>>): Reading<Value> {
  const known = Object.entries(values);
  return {
    read: (text) => known.find(([each]) => each.toLowerCase() === text.toLowerCase())?.[1],
    expected: `one of ${known.map(([each]) => each || "nothing").join(", ")}`,
  };
}

/** Translation of a property. */
export interface Rule<Value = unknown> {
  readonly reading: Reading<Value>;
  /** The value if the XML has none: Gadgetron's default, if Larmor's differs. */
  readonly fallback?: Value;
  /** The parameter of the class's step that receives the value. */
  readonly parameter?: string;
  /** Why the value has no effect; reported if the XML sets it. */
  readonly noEffect?: string;
  /** The only supported value, and why. */
  readonly only?: { readonly value: Value; readonly reason: string };
  /** Description, for the table. */
  readonly about: string;
}

/** A property that is translated to a parameter. */
export function parameter<Value>(name: string, reading: Reading<Value>, fallback?: Value): Rule<Value> {
  return { reading, parameter: name, about: `\`${name}\``, ...(fallback !== undefined && { fallback }) };
}

/** A property that affects the choice of the class's steps. */
export function deciding<Value>(
  reading: Reading<Value>,
  fallback: Value,
  about: string,
): Rule<Value> & { readonly fallback: Value } {
  return { reading, fallback, about };
}

/** A property with only one supported value. */
export function only<Value>(value: Value, reading: Reading<Value>, reason: string): Rule<Value> {
  return { reading, only: { value, reason }, about: `${String(value)} only: ${reason}` };
}

/** A property without effect. */
export function noEffect(reason: string): Rule<string> {
  return { reading: text, noEffect: reason, about: `no effect: ${reason}` };
}
