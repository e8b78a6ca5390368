import { url } from "node:inspector";
import type { WorkerOptions } from "node:worker_threads";

/** The flags that open Node's debugger. All but `--inspect` make the process wait for it. */
const FLAG = /^--inspect(?:-brk|-wait)?(?:=.*)?$/;
const WAITING_FLAG = /^--inspect-(?:brk|wait)(?:=.*)?$/;

/** Whether this process has opened Node's debugger: if it is at a breakpoint, it is not stuck. */
export function isDebugged(): boolean {
  return url() !== undefined;
}

/**
 * Options for starting a thread. Under `--inspect-brk`, each thread would wait for a debugger at its first line, but
 * `node inspect` and others connect to the main thread only. A debugger that connects to threads still can.
 */
export function threadOptions(): Pick<WorkerOptions, "execArgv" | "env"> {
  const waits = [...process.execArgv, ...optionsOfNode()].some((flag) => WAITING_FLAG.test(flag));
  return waits ? { execArgv: [], env: { ...process.env, NODE_OPTIONS: "" } } : {};
}

/**
 * Options for forking a process that opens its debugger if this process did, but at a free port of its own, and without
 * waiting for it. Of debuggers that start processes under their control, as VS Code does, nothing is changed.
 */
export function forkOptions(): { readonly execArgv: readonly string[]; readonly env: NodeJS.ProcessEnv } {
  const execArgv = process.execArgv.filter((flag) => !FLAG.test(flag));
  const inherited = optionsOfNode().filter((flag) => !FLAG.test(flag));
  const removed = process.execArgv.length - execArgv.length + optionsOfNode().length - inherited.length;
  if (removed === 0) return { execArgv, env: process.env };
  const address = url();
  if (address !== undefined) execArgv.push(`--inspect=${new URL(address).hostname}:0`);
  return { execArgv, env: { ...process.env, NODE_OPTIONS: inherited.join(" ") } };
}

/** The flags that Node takes from the environment. */
function optionsOfNode(): readonly string[] {
  return process.env.NODE_OPTIONS?.split(/ +/) ?? [];
}
