import { signal } from "@preact/signals";

/** The file that is explained and run, for all chains. */
export const input = signal("");

/** Values of parameters that differ from the defaults, by chain. */
export const parameterTexts = signal<Readonly<Record<string, Readonly<Record<string, string>>>>>({});

/** A value as it is written into a field. */
export function fieldText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The parameters that differ from their defaults. */
export function changedParameters(
  chain: string,
  defaults: readonly { readonly name: string; readonly value: unknown }[],
): Readonly<Record<string, string>> {
  const texts = parameterTexts.value[chain] ?? {};
  return Object.fromEntries(
    defaults.flatMap(({ name, value }) => {
      const text = texts[name];
      return text === undefined || text === fieldText(value) ? [] : [[name, text] as const];
    }),
  );
}
