import type { ChildProcess } from "node:child_process";
import { writeSync } from "node:fs";
import type { Logger } from "pino";

/**
 * Passes on what a session's process prints beside its log (a gadget's console.log, the last words of an engine that gives up)
 * to the same output of ours, as far as it takes it at once.
 */
export function passOnOutput(child: ChildProcess, log: Logger): void {
  const outputs = [
    { from: child.stdout, to: process.stdout, descriptor: 1 },
    { from: child.stderr, to: process.stderr, descriptor: 2 },
  ];
  // To have asked for our outputs is what makes those that are pipes refuse what does not fit, instead of blocking.
  for (const { from, to, descriptor } of outputs) {
    from?.on("data", (bytes: Buffer) => {
      let written = 0;
      try {
        written = to.writable ? writeSync(descriptor, bytes) : 0;
      } catch {
        // It is full, or whoever read it has gone: what is lost is counted below.
      }
      const lost = bytes.length - written;
      if (lost > 0) log.warn({ process: child.pid, lost }, "what a session's process printed could not be passed on");
    });
  }
}
