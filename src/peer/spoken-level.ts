/** How serious what a peer says is. */
export type SpokenLevel = "debug" | "info" | "warning" | "error";

/** The eight columns in front of a line, as FIRE's and our servers write them. */
const prefixes: Readonly<Record<string, SpokenLevel>> = {
  "DEBUG   ": "debug",
  "INFO    ": "info",
  "WARNING ": "warning",
  "ERROR   ": "error",
  CRITICAL: "error",
};

/** A TEXT of a peer without its level; one that has none is information. */
export function spoken(text: string): { level: SpokenLevel; text: string } {
  const level = prefixes[text.slice(0, 8)];
  if (level === undefined) return { level: "info", text: text.trimEnd() };
  return { level, text: text.slice(8).trim() };
}
