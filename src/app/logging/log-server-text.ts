import type { Logger } from "pino";
import { readServerText } from "../../protocols/mrd1/index.ts";

/** Logs a text of the server at its level; only texts name their level. @returns 1 for an error */
export function logServerText(log: Logger, text: string, kind: "text" | "error"): number {
  const { level, lines } =
    kind === "error" ? { level: "error" as const, lines: text.split("\n") } : readServerText(text);
  for (const line of lines) log[level === "warning" ? "warn" : level](`server: ${line}`);
  return level === "error" ? 1 : 0;
}
