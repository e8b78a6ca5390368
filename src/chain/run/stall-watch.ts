import type { LogLevel } from "../../gadget-api/index.ts";
import { counted } from "../../text/index.ts";
import { StalledError } from "../errors.ts";
import type { RunProgress, Waiting } from "../observe/run-progress.ts";

const TICK_MS = 1000;
/** When waiting is first reported, in seconds; later each time after twice as long. */
const FIRST_REPORT_S = { thirdParty: 5, builtIn: 10 } as const;

export interface StallOptions {
  readonly progress: RunProgress;
  /** How long a third-party step may keep the run waiting; 0: no limit. */
  readonly hangSeconds: number;
  /** What the run is waiting for; `undefined` if it is its source or its sink. */
  waitingFor(): Waiting | undefined;
  report(level: LogLevel, text: string): void;
  /** Ends the run. */
  fail(error: Error): void;
}

/**
 * Reports a step for which a run has been waiting for seconds, and ends the run if a third-party step takes longer than
 * it may. Seconds are counted by a timer: a process that was stopped for a while was not waiting.
 * @returns a function that ends this
 */
export function watchForStalls({ progress, hangSeconds, waitingFor, report, fail }: StallOptions): () => void {
  let [count, seconds, next] = [-1, 0, 0];
  const timer = setInterval(() => {
    const waiting = progress.count === count ? waitingFor() : undefined;
    if (waiting === undefined) {
      [count, seconds, next] = [progress.count, 0, 0];
      return;
    }
    const { name, isThirdParty } = waiting.step;
    seconds += TICK_MS / 1000;
    if (isThirdParty && hangSeconds > 0 && seconds >= hangSeconds) {
      clearInterval(timer);
      const limit = `${counted(hangSeconds, "second")}, which is the limit; --hang-timeout raises it`;
      fail(waiting.step.failure(new StalledError(`${stateOf(waiting)} for ${limit}`)));
      return;
    }
    next = Math.max(next, isThirdParty ? FIRST_REPORT_S.thirdParty : FIRST_REPORT_S.builtIn);
    if (seconds < next) return;
    next *= 2;
    report(
      isThirdParty ? "warning" : "info",
      `waiting for ${name}: ${stateOf(waiting)} for ${counted(seconds, "second")}`,
    );
  }, TICK_MS);
  return () => clearInterval(timer);
}

function stateOf({ hasAllInput }: Waiting): string {
  return hasAllInput ? "it has all of its input, and has not completed" : "it has produced nothing";
}
