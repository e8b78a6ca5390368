import { spawn } from "node:child_process";
import { once } from "node:events";
import xterm from "@xterm/headless";
import { cli, env } from "./cli.ts";

/** Runs the built command in a pseudo-terminal of util-linux, on the screen of a terminal emulator. */

/** How a screen looked when the command had ended. */
export interface Session {
  readonly status: number | null;
  /** The lines from the first one on, without the empty ones at the end; those that were wrapped are joined. */
  readonly lines: readonly string[];
  /** Whether the terminal wraps long lines. */
  readonly wraps: boolean;
  /** Everything that the command wrote, with its control sequences. */
  readonly written: string;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly columns?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** Sends Ctrl-C once, when this is on the screen, or has been. */
  readonly interruptAt?: RegExp;
}

const ROWS = 50;

export async function inTerminal(args: readonly string[], options: TerminalOptions): Promise<Session> {
  const { cwd, columns = 100, interruptAt } = options;
  const terminal = new xterm.Terminal({ cols: columns, rows: ROWS, allowProposedApi: true });
  const command = [process.execPath, cli, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = spawn("script", ["-qec", `stty cols ${columns} rows ${ROWS}; exec ${command}`, "/dev/null"], {
    cwd,
    env: { ...env, TERM: "xterm-256color", NO_COLOR: "", ...options.env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let written = "";
  let interrupted = false;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    written += text;
    terminal.write(text);
    if (interrupted || !interruptAt?.test(written)) return;
    interrupted = true;
    child.stdin.write("\x03");
  });
  const [status] = (await once(child, "close")) as [number | null];
  await new Promise<void>((resolve) => terminal.write("", resolve));
  const lines = linesOf(terminal);
  const wraps = terminal.modes.wraparoundMode;
  terminal.dispose();
  return { status, lines, wraps, written };
}

function linesOf({ buffer: { active } }: xterm.Terminal): string[] {
  const lines: string[] = [];
  for (let row = 0; row < active.length; row++) {
    const line = active.getLine(row)!;
    if (line.isWrapped) lines.push((lines.pop() ?? "") + line.translateToString(true));
    else lines.push(line.translateToString(true));
  }
  while (lines.at(-1) === "") lines.pop();
  return lines;
}
