import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built `larmor` command. */
export const cli = fileURLToPath(new URL("../../dist/src/entries/main.js", import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A separate folder, so that tests neither find nor leave stored noise on this machine. */
const TMPDIR = mkdtempSync(join(tmpdir(), "larmor-test-"));
process.once("exit", () => rmSync(TMPDIR, { recursive: true, force: true }));
export const env = { ...process.env, TMPDIR };

/** Runs the built `larmor` command in a folder. */
export async function larmor(args: readonly string[], cwd: string): Promise<Outcome> {
  const child = spawn(process.execPath, [cli, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [status] = (await once(child, "close")) as [number | null];
  return { status, stdout, stderr };
}

/** A running `larmor serve`. */
export interface RunningServer {
  readonly process: ChildProcess;
  readonly port: number;
  /** Everything logged so far. */
  log(): string;
  /** Resolves when the log matches. */
  logged(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the built server on a free port of this machine; its log is JSON lines. The caller must end it. */
export async function serve(...args: string[]): Promise<RunningServer> {
  const child = spawn(process.execPath, [cli, "serve", "-p", "0", "--json", ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let log = "";
  let waiting: { pattern: RegExp; resolve: (match: RegExpExecArray) => void }[] = [];
  child.stdout.on("data", (chunk: Buffer) => {
    log += chunk.toString();
    waiting = waiting.filter(({ pattern, resolve }) => {
      const match = pattern.exec(log);
      if (match !== null) resolve(match);
      return match === null;
    });
  });
  const logged = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve) => {
      const match = pattern.exec(log);
      if (match !== null) resolve(match);
      else waiting.push({ pattern, resolve });
    });
  const [, port] = await logged(/listening on [\d.]+:(\d+)/);
  return { process: child, port: Number(port), log: () => log, logged };
}
