import { withResolvers } from "../async/index.ts";
import type { Chain } from "../chain/index.ts";
import { onUncaught } from "../chain/observe/index.ts";
import type { Gadget } from "../gadget-api/index.ts";
import type { Image } from "../mrd/index.ts";
import { type ContractCheck, caseChecks, definitionChecks, type GadgetCase } from "../testing/index.ts";
import { counted } from "../text/index.ts";
import { type TrialInput, tryGadget } from "./trial.ts";

/** Result of one check. */
export interface CheckOutcome {
  /** Name of the messages; `undefined` for a check of the definition alone. */
  readonly on: string | undefined;
  readonly name: string;
  readonly error: Error | undefined;
}

export interface GadgetTest {
  readonly gadget: Gadget;
  /** Loads the gadget again, as a new process would. */
  readonly fresh: () => Promise<Gadget>;
  /** Test cases of the gadget's author. */
  readonly cases: readonly GadgetCase[];
  /** Parameters for the measurement, if they differ from the defailures. */
  readonly parameters: object;
  readonly chain: Chain;
  readonly input: TrialInput;
  /** Name of the measurement. */
  readonly inputName: string;
  /** Version of Larmor. */
  readonly version: string;
  /** Time limit of one check, in ms. */
  readonly patienceMs: number;
}

export interface GadgetTestOutcome {
  readonly before: readonly Image[];
  readonly after: readonly Image[];
  readonly reported: readonly string[];
}

/** Number of messages of a measurement for checks of the contract. */
const MOST_MESSAGES = 64;

/**
 * Tests a gadget: its definition; its contract and its author's expectations on its author's cases; and its contract on
 * the messages that it receives in a measurement. The measurement is used only if all other checks have passed.
 * @param report called for each check when it is done
 * @returns the images of the measurement without the gadget, and with it; `undefined` if it was not used
 */
export async function testGadget(
  { gadget, fresh, cases, parameters, chain, input, inputName, version, patienceMs }: GadgetTest,
  report: (outcome: CheckOutcome) => void,
): Promise<GadgetTestOutcome | undefined> {
  let failures = 0;
  const runAll = async (on: string | undefined, checks: readonly ContractCheck[]) => {
    for (const { name, run } of checks) {
      const error = await failureOf(run, patienceMs);
      if (error !== undefined) failures += 1;
      report({ on, name, error });
    }
  };
  await runAll(undefined, definitionChecks(gadget));
  for (const each of cases) await runAll(each.name, caseChecks(gadget, each, fresh));
  if (failures > 0) return undefined;

  let trial: Awaited<ReturnType<typeof tryGadget>> | undefined;
  const runInChain = async () => {
    trial = await tryGadget(gadget, parameters, chain, input, version);
  };
  await runAll(inputName, [{ name: `runs as a step of ${chain.name}`, run: runInChain }]);
  if (trial === undefined) return undefined;
  const messages = trial.gadgetInput.slice(0, MOST_MESSAGES);
  const measurementCase = { name: inputName, messages, parameters, ...(trial.header && { header: trial.header }) };
  await runAll(inputName, caseChecks(gadget, measurementCase, fresh));
  return trial;
}

/**
 * The error of a check, if it fails or does not complete, or if an error that no `catch` receives occurs: of a promise that
 * is not awaited, or in a timer.
 */
async function failureOf(run: () => Promise<void>, patienceMs: number): Promise<Error | undefined> {
  const { promise: failed, reject } = withResolvers<never>();
  const text = `it has not completed after ${counted(patienceMs / 1000, "second")}`;
  const timer = setTimeout(() => reject(new Error(text)), patienceMs);
  const endUncaught = onUncaught((error) => {
    error.message = `no \`catch\` received this: ${error.message}`;
    reject(error);
  });
  // Rejections are reported once no other work is pending.
  const inFull = run().then(() => new Promise<void>((resolve) => setImmediate(resolve)));
  try {
    await Promise.race([inFull, failed]);
    return undefined;
  } catch (reason) {
    return reason instanceof Error ? reason : new Error(String(reason));
  } finally {
    clearTimeout(timer);
    endUncaught();
  }
}
