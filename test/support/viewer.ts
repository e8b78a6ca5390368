import { type ChildProcess, spawn } from "node:child_process";
import { cli, env, type RunningServer, serve } from "./cli.ts";

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

/** Starts the built `larmor serve` with its page, on free ports. @returns the address of the page, with its token */
export async function servePage(...args: string[]): Promise<RunningServer & { readonly address: string }> {
  const server = await serve("--http", "127.0.0.1:0", ...args);
  const [, address] = await server.logged(/the page for browsers is at (http:[^\s"]+)/);
  return { ...server, address: address! };
}
