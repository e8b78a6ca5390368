import type { Chain } from "../chain/index.ts";
import type { Gadget } from "../gadget-api/index.ts";
import type { Image } from "../mrd/index.ts";
import { type ContractCheck, caseChecks, definitionChecks, type GadgetCase } from "../testing/index.ts";
import { type TrialInput, tryGadget } from "./trial.ts";

/** What came of one check. */
export interface CheckOutcome {
  /** On which messages; `undefined` where it is the definition alone. */
  readonly on: string | undefined;
  readonly name: string;
  readonly error: Error | undefined;
}

export interface GadgetTest {
  readonly gadget: Gadget;
  /** Its author's. */
  readonly cases: readonly GadgetCase[];
  /** What differs from its default parameters on the measurement. */
  readonly parameters: object;
  readonly chain: Chain;
  readonly input: TrialInput;
  /** What the measurement is called. */
  readonly inputName: string;
  /** Of Larmor. */
  readonly version: string;
  /** How long one check may take. */
  readonly patienceMs: number;
}

export interface GadgetTestOutcome {
  readonly before: readonly Image[];
  readonly after: readonly Image[];
  readonly reported: readonly string[];
}

/** Messages of a measurement that are enough to try all of the contract on. */
const MOST_MESSAGES = 64;

/**
 * Tests a gadget: its definition, its contract and its author's expectations on its author's cases, and its contract on what a
 * measurement brings it. Only a gadget without faults so far is tried on the measurement.
 * @param report is reported of each check when it is done
 * @returns the images of the measurement without the gadget, and with it; `undefined` where it did not come to that
 */
export async function testGadget(
  { gadget, cases, parameters, chain, input, inputName, version, patienceMs }: GadgetTest,
  report: (outcome: CheckOutcome) => void,
): Promise<GadgetTestOutcome | undefined> {
  let faults = 0;
  const runAll = async (on: string | undefined, checks: readonly ContractCheck[]) => {
    for (const { name, run } of checks) {
      const error = await failureOf(run, patienceMs);
      if (error !== undefined) faults += 1;
      report({ on, name, error });
    }
  };
  await runAll(undefined, definitionChecks(gadget));
  for (const each of cases) await runAll(each.name, caseChecks(gadget, each));
  if (faults > 0) return undefined;

  let trial: Awaited<ReturnType<typeof tryGadget>> | undefined;
  const whole = async () => {
    trial = await tryGadget(gadget, parameters, chain, input, version);
  };
  await runAll(inputName, [{ name: `runs as a step of ${chain.name}`, run: whole }]);
  if (trial === undefined) return undefined;
  const messages = trial.taken.slice(0, MOST_MESSAGES);
  const given = { name: inputName, messages, parameters, ...(trial.header && { header: trial.header }) };
  await runAll(inputName, caseChecks(gadget, given));
  return trial;
}

/** What a check throws, if it does, or that it does not come to an end. */
async function failureOf(run: () => Promise<void>, patienceMs: number): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const text = `it has not completed after ${patienceMs / 1000} s`;
    timer = setTimeout(() => reject(new Error(text)), patienceMs);
  });
  try {
    await Promise.race([run(), late]);
    return undefined;
  } catch (reason) {
    return reason instanceof Error ? reason : new Error(String(reason));
  } finally {
    clearTimeout(timer);
  }
}
