/** How the text of a property becomes a value. */
export interface Reading<Value> {
  /** @returns `undefined` for a text that is none */
  read(text: string): Value | undefined;
  /** What the text must be, for messages. */
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

/** As Gadgetron reads them. */
export const flag = anyOf({ true: true, false: false, "1": true, "0": false });

/** Names with commas between. */
export const names: Reading<readonly string[]> = {
  read: (text) =>
    text
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  expected: "names with commas between",
};

/** A text; an empty one stands for another. */
export function textOr(other: string): Reading<string> {
  return { read: (text) => (text === "" ? other : text), expected: "a text" };
}

/** One of some texts, in whatever case. */
export function anyOf<const Value>(values: Readonly<Record<string, Value>>): Reading<Value> {
  const known = Object.entries(values);
  return {
    read: (text) => known.find(([each]) => each.toLowerCase() === text.toLowerCase())?.[1],
    expected: `one of ${known.map(([each]) => each || "nothing").join(", ")}`,
  };
}

/** What becomes of a property. */
export interface Rule<Value = unknown> {
  readonly reading: Reading<Value>;
  /** The value where the XML gives none: Gadgetron's default, where ours is another. */
  readonly fallback?: Value;
  /** The parameter of the class's step that gets the value. */
  readonly parameter?: string;
  /** Why the value makes no difference here; told where it is given. */
  readonly noEffect?: string;
  /** The only value that can be had, and why. */
  readonly only?: { readonly value: Value; readonly reason: string };
  /** In words, for the table. */
  readonly about: string;
}

/** A property whose value a parameter gets. */
export function parameter<Value>(name: string, reading: Reading<Value>, fallback?: Value): Rule<Value> {
  return { reading, parameter: name, about: `\`${name}\``, ...(fallback !== undefined && { fallback }) };
}

/** A property that decides something about the class's steps. */
export function deciding<Value>(
  reading: Reading<Value>,
  fallback: Value,
  about: string,
): Rule<Value> & { readonly fallback: Value } {
  return { reading, fallback, about };
}

/** A property of which only one value can be had. */
export function only<Value>(value: Value, reading: Reading<Value>, reason: string): Rule<Value> {
  return { reading, only: { value, reason }, about: `${String(value)} only: ${reason}` };
}

/** A property that makes no difference here. */
export function noEffect(reason: string): Rule<string> {
  return { reading: text, noEffect: reason, about: `no effect: ${reason}` };
}
