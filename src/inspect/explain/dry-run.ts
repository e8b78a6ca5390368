import { ignoreElements, type OperatorFunction } from "rxjs";
import {
  type Chain,
  type MessageSource,
  positionOf,
  requireAccepted,
  runChain,
  type Step,
  StepError,
  withSteps,
} from "../../chain/index.ts";
import type { StepWatch } from "../../chain/observe/index.ts";
import type { Gadget, LogLevel, Message } from "../../gadget-api/index.ts";
import type { NoiseStore, Tap } from "../../gadget-api/services/index.ts";
import { type Acquisition, type Image, parseHeaderIfXml, type Waveform } from "../../mrd/index.ts";
import { dryPool } from "../../pool/index.ts";
import { DryInput } from "./dry-input.ts";
import { HeaderCheck } from "./header-check.ts";
import { type ImagesMade, MadeImages } from "./made-images.ts";
import { Tallies, type Tally } from "./tally.ts";

/** What is needed to try a chain on a measurement. */
export interface DryRunOptions {
  /** The measurement's, XML. */
  readonly header: string | undefined;
  /** Is looked at, and gets nothing. */
  readonly noise: NoiseStore;
  readonly maxBytes: number;
  readonly version: string;
}

/** What a chain makes of a measurement. */
export interface DryRun {
  /** What came in. */
  readonly input: readonly Tally[];
  /** Of each step, in the order of the chain's. */
  readonly steps: readonly StepFlow[];
  /** What would be sent to the client. */
  readonly results: readonly Tally[];
  readonly images: ImagesMade;
  /** What the steps tell. */
  readonly reported: readonly { readonly level: LogLevel; readonly text: string }[];
  /** Where header and readouts disagree. */
  readonly disagreements: readonly string[];
  /** Why the reconstruction fails, and where; `undefined` where it does not. */
  readonly failure: string | undefined;
}

/** What goes through a step. */
export interface StepFlow {
  readonly position: string;
  readonly took: readonly Tally[];
  readonly made: readonly Tally[];
  /** Most bytes that it holds or makes at once, where it says so, and how many it may. */
  readonly needs: { readonly bytes: number; readonly maxBytes: number } | undefined;
  /** Whether another program makes its results: then they, and what is made of them, are not known. */
  readonly unknown: boolean;
}

/**
 * Runs a chain over a measurement with nothing in its readouts but noise's own samples: all that its steps decide by headers,
 * counters and sizes is what it will be, and neither transforms nor other programs run.
 */
export async function dryRun(
  chain: Chain,
  messages: Iterable<Acquisition | Waveform | Image>,
  { header: text, noise, maxBytes, version }: DryRunOptions,
): Promise<DryRun> {
  const watches = new Map<string, Watch>();
  const results = new Tallies();
  const input = new Tallies();
  const images = new MadeImages();
  const reported = new Map<string, { level: LogLevel; text: string }>();
  const report = (level: LogLevel, text: string) => void reported.set(text, { level, text });
  let failure: string | undefined;
  let check: HeaderCheck | undefined;

  // One message at a time, so that none waits for more than it must.
  const arriving: MessageSource = async function* () {
    const dry = new DryInput();
    for (const message of messages) {
      if (message.kind !== "waveform") requireAccepted(chain, message.kind);
      if (message.kind === "acquisition") check?.add(message.header);
      input.add(message);
      images.entered(message);
      yield [dry.of(message)];
    }
    images.end();
  };
  const sink = {
    write: (message: Message) => {
      results.add(message);
      if (message.kind === "image") images.made(message);
    },
    drained: () => undefined,
  };
  try {
    const header = text === undefined ? undefined : parseHeaderIfXml(text);
    check = header && new HeaderCheck(header);
    await runChain(withSteps(chain, dryStep), arriving, sink, {
      headerText: text,
      version,
      pool: dryPool,
      noise: { find: (id) => noise.find(id), list: () => noise.list(), keep: () => {} },
      taps: { open: async (): Promise<Tap> => ({ write: () => {}, close: () => {} }) },
      maxBytes,
      report,
      watch: (step) => {
        const watch = new Watch(step);
        watches.set(watch.position, watch);
        return watch;
      },
    });
  } catch (error) {
    failure = error instanceof StepError ? withHint(error, chain) : (error as Error).message;
  }
  return {
    input: input.tallies,
    steps: chain.steps.flatMap((step) => watches.get(positionOf(step))?.flow ?? []),
    results: results.tallies,
    images: images.summary,
    reported: [...reported.values()],
    disagreements: check?.disagreements ?? [],
    failure,
  };
}

/** Counts what goes through a step. */
class Watch implements StepWatch {
  readonly position: string;
  readonly #unknown: boolean;
  readonly #took = new Tallies();
  readonly #made = new Tallies();
  #needs: StepFlow["needs"];

  constructor(step: Step) {
    this.position = positionOf(step);
    this.#unknown = step.gadget.runtime.external;
  }

  run<T>(work: () => T): T {
    return work();
  }

  took(message: Message): void {
    this.#took.add(message);
  }

  made(message: Message): void {
    this.#made.add(message);
  }

  needs(bytes: number, maxBytes: number): void {
    if (bytes > (this.#needs?.bytes ?? 0)) this.#needs = { bytes, maxBytes };
  }

  get flow(): StepFlow {
    return {
      position: this.position,
      took: this.#took.tallies,
      made: this.#made.tallies,
      needs: this.#needs,
      unknown: this.#unknown,
    };
  }
}

/** Other programs aren't run. */
function dryStep(step: Step): Step {
  if (!step.gadget.runtime.external) return step;
  const nothing = () => ignoreElements() as OperatorFunction<Message, Message>;
  const gadget: Gadget = { ...step.gadget, create: nothing };
  return { ...step, gadget };
}

/** What others wrote may look at samples, which are not the measurement's here. */
function withHint(error: StepError, { steps }: Chain): string {
  const foreign = steps.some((step) => step.thirdParty !== undefined && error.message.includes(step.place));
  return foreign
    ? `${error.message} (its samples were none of the measurement's: \`larmor run\` may do better)`
    : error.message;
}
