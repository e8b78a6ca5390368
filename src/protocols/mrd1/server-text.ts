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

/** What a server says, line by line, at one level. */
export interface ServerText {
  readonly level: "debug" | "info" | "warning" | "error";
  readonly lines: readonly string[];
}

/**
 * Reads a text of a server. Its first word may be its level, for all of its lines: eight columns wide from Larmor and from
 * FIRE, or short as scanners' logs have it.
 */
export function readServerText(text: string): ServerText {
  const [prefix = "", level] = /^(DEBUG|DBG|INFO|WARNING|WRN|ERROR|ERR|CRITICAL)(?:\s+|$)/.exec(text) ?? [];
  const lines = text.slice(prefix.length).split(/\r?\n/);
  return { level: level === undefined ? "info" : levels[level as keyof typeof levels], lines };
}
