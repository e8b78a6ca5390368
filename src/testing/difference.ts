/** The first difference between two values, as their {@link snapshot}s describe them. */
export interface Difference {
  /** Path of the value, such as `image.data[0]`. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Finds the first difference between two snapshots.
 * @param path of both values
 */
export function firstDifference(before: unknown, after: unknown, path: string): Difference | undefined {
  if (Object.is(before, after)) return undefined;
  const [some, others] = [numbersIn(before), numbersIn(after)];
  if (some !== undefined && others !== undefined) {
    if (some.length !== others.length) {
      return { path: `${path}.length`, before: String(some.length), after: String(others.length) };
    }
    const index = some.findIndex((value, i) => !Object.is(value, others[i]));
    // Different bits of NaN.
    if (index < 0) return { path, before: "NaN", after: "another NaN" };
    return { path: `${path}[${index}]`, ...shownPair(some[index]!, others[index]!) };
  }
  if (!isObject(before) || !isObject(after)) return { path, before: shown(before), after: shown(after) };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const inner = Array.isArray(before) ? `${path}[${key}]` : `${path}.${key}`;
    const found = firstDifference(before[key], after[key], inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

const arrayTypes = {
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint8ClampedArray,
  Uint16Array,
  Uint32Array,
} as const;

/** The numbers of an array that a snapshot describes by its type and its bytes in hexadecimal. */
function numbersIn(value: unknown): readonly number[] | undefined {
  if (typeof value !== "string") return undefined;
  const [, type, digits = ""] = /^(\w+Array) ([\da-f]*)$/.exec(value) ?? [];
  if (type === undefined || !Object.hasOwn(arrayTypes, type)) return undefined;
  const bytes = Uint8Array.from(Buffer.from(digits, "hex")); // in memory of its own, which is aligned
  return Array.from(new arrayTypes[type as keyof typeof arrayTypes](bytes.buffer));
}

/** Two different numbers with as few digits as distinguish them. */
function shownPair(before: number, after: number): { before: string; after: string } {
  for (const digits of [4, 8, 17]) {
    const [some, others] = [before, after].map((value) => String(Number(value.toPrecision(digits))));
    if (some !== others) return { before: some!, after: others! };
  }
  return { before: "0", after: "-0" };
}

function shown(value: unknown): string {
  const text =
    typeof value === "string" && /^\w+Array /.test(value) ? "an array" : (JSON.stringify(value) ?? "nothing");
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
