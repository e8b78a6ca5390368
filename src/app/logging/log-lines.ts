import type { LogLine } from "../../viewer/api/index.ts";

/** More lines than this are not kept: the oldest are left out. */
const MOST_LINES = 100;
const MOST_CHARACTERS = 2000;

const levels: Readonly<Record<number, LogLine["level"]>> = { 20: "debug", 30: "info", 40: "warn", 50: "error" };

/** Keeps the newest lines of a log for browsers. They are as redacted as the log itself. */
export class LogLines {
  #lines: LogLine[] = [];

  /** Receives a line of the log as JSON. */
  write(json: string): void {
    const line = parseLogLine(json);
    if (line === undefined) return;
    if (this.#lines.length === MOST_LINES) this.#lines.shift();
    this.#lines.push(line);
  }

  /** The lines since the last call. */
  take(): readonly LogLine[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}

/** A line of the log, without errors' stacks and other details. */
export function parseLogLine(json: string): LogLine | undefined {
  const { level, time, msg, code, session, outcome } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  if (typeof msg !== "string") return undefined;
  return {
    time: Number(time),
    level: levels[Number(level)] ?? "error",
    text: msg.length > MOST_CHARACTERS ? `${msg.slice(0, MOST_CHARACTERS)}…` : msg,
    ...(typeof code === "string" && { code: code.slice(0, 200) }),
    ...(typeof session === "number" && { session }),
    ...(outcome === "failed" && { failure: true }),
  };
}
