import { constants } from "node:os";
import { Progress } from "./progress.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Ends this process in order when it is interrupted: at Ctrl-C, by `kill`, or because its terminal is closed. The exit
 * status is 128 plus the signal's number, 130 for Ctrl-C. A second signal ends it immediately.
 * @param finish saves what there is, and returns what the user must know
 * @returns ends the handling of signals
 */
export function onInterruption(finish: () => Promise<string>): () => void {
  const end = async (signal: (typeof signals)[number]) => {
    remove();
    const text = await finish().catch((error: Error) => error.message);
    Progress.stopShown(); // with its line, what the terminal echoed of the keys
    process.stderr.write(`interrupted: ${text}\n`);
    process.exit(128 + constants.signals[signal]);
  };
  const handlers = signals.map((signal) => [signal, () => void end(signal)] as const);
  const remove = () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return remove;
}
