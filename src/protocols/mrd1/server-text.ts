const levels = {
  DEBUG: "debug",
  DBG: "debug",
  INFO: "info",
  WARNING: "warning",
  WRN: "warning",
  ERROR: "error",
  ERR: "error",
  CRITICAL: "error",
} as const;

/** A text of a server: lines with one level. */
export interface ServerText {
  readonly level: "debug" | "info" | "warning" | "error";
  readonly lines: readonly string[];
}

/**
 * Parses a text of a server. Its first word may be the level of all its lines: eight columns wide as in texts of Larmor
 * and FIRE, or short as in scanners' logs.
 */
export function readServerText(text: string): ServerText {
  const [prefix = "", level] = /^(DEBUG|DBG|INFO|WARNING|WRN|ERROR|ERR|CRITICAL)(?:\s+|$)/.exec(text) ?? [];
  const lines = text.slice(prefix.length).split(/\r?\n/);
  return { level: level === undefined ? "info" : levels[level as keyof typeof levels], lines };
}
