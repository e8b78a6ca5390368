import { StepError } from "../run/step-error.ts";
import { gathered, thrownError } from "../run/thrown.ts";
import type { CurrentStep } from "./current-step.ts";

/**
 * Receives errors that no `catch` receives: of a promise that is not awaited, or thrown in a timer. Without it, they
 * end the process.
 * @returns a function that ends this
 */
export function onUncaught(receive: (error: Error) => void): () => void {
  const take = (thrown: unknown) => receive(thrownError(gathered(thrown)));
  process.on("uncaughtException", take);
  process.on("unhandledRejection", take);
  return () => {
    process.off("uncaughtException", take);
    process.off("unhandledRejection", take);
  };
}

/** An uncaught error as that of the step that runs, or that started what runs; the error itself if there is none. */
export function failureOf(error: Error, currentStep: CurrentStep | undefined): Error {
  return error instanceof StepError ? error : (currentStep?.current?.failure(error) ?? error);
}
