/** Replaces every `$name` that is a whole value. Unknown names are left unchanged and returned. */
export function substitute(
  written: unknown,
  values: Readonly<Record<string, unknown>>,
): { value: unknown; unknown: { path: (string | number)[]; name: string }[] } {
  const unknown: { path: (string | number)[]; name: string }[] = [];
  const walk = (value: unknown, path: (string | number)[]): unknown => {
    if (typeof value === "string" && value.startsWith("$")) {
      const name = value.slice(1);
      if (Object.hasOwn(values, name)) return values[name];
      unknown.push({ path, name });
      return value;
    }
    if (Array.isArray(value)) return value.map((element, i) => walk(element, [...path, i]));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]));
    }
    return value;
  };
  return { value: walk(written, []), unknown };
}
