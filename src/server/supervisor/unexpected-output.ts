import type { ChildProcess } from "node:child_process";
import { writeSync } from "node:fs";
import type { Logger } from "pino";

/**
 * Forwards what a session's process prints in addition to its log (a gadget's console.log, V8's message when it aborts)
 * to the same output of this process, as far as that can take it immediately.
 */
export function forwardOutput(child: ChildProcess, log: Logger): void {
  const outputs = [
    { from: child.stdout, to: process.stdout, descriptor: 1 },
    { from: child.stderr, to: process.stderr, descriptor: 2 },
  ];
  // Access to process.stdout and stderr makes pipes non-blocking: a write fails if it does not fit.
  for (const { from, to, descriptor } of outputs) {
    from?.on("data", (bytes: Buffer) => {
      let written = 0;
      try {
        written = to.writable ? writeSync(descriptor, bytes) : 0;
      } catch {
        // The pipe is full, or its reader has ended. Lost bytes are counted below.
      }
      const lost = bytes.length - written;
      if (lost > 0)
        log.warn({ process: child.pid, lost }, "unexpected output of a session's process could not be forwarded");
    });
  }
}
