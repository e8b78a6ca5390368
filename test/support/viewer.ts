import { type ChildProcess, spawn } from "node:child_process";
import { cli, env } from "./cli.ts";

/** A running `larmor view`. The caller must end its process. */
export interface RunningViewer {
  readonly process: ChildProcess;
  /** With its token. */
  readonly address: string;
}

/** Starts the built `larmor view` on a free port, without opening a browser. */
export async function viewFilesOf(...args: string[]): Promise<RunningViewer> {
  const child = spawn(process.execPath, [cli, "view", "--no-open", ...args], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    const address = /^http:\S+/m.exec(text)?.[0];
    if (address !== undefined) return { process: child, address };
  }
  throw new Error(`larmor view ended without an address: ${text}`);
}
