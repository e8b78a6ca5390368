import type { Whereabouts } from "../../chain/index.ts";

/** What watches over the process of a session: for faults of steps that nobody catches. */
export interface SessionGuard {
  /** @param tell gets what was thrown where nobody catches it, as the error of the step that it is of, where that is known */
  begin(tell: (fault: Error) => void): void;
  /** Looks at the steps of a chain that tells the result which of them is at work. */
  watch(): Whereabouts;
  /** What happens from now on is no concern of a client. */
  end(): void;
}
