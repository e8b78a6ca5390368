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
import { type Acquisition, AcquisitionFlag, type Image, parseHeaderIfXml, type Waveform } from "../../mrd/index.ts";
import { dryPool } from "../../pool/index.ts";
import { byWeight, type Finding, MeasurementCheck } from "../../recon/checks/index.ts";
import { DryInput } from "./dry-input.ts";
import { ImageCounter, type ImageOutput } from "./image-output.ts";
import { Tallies, type Tally } from "./tally.ts";

/** Input of a dry run of a chain on a measurement. */
export interface DryRunOptions {
  /** Header of the measurement, XML. */
  readonly header: string | undefined;
  /** Recorded only; no tasks run. */
  readonly noise: NoiseStore;
  readonly maxBytes: number;
  readonly version: string;
}

/** Result of a dry run. */
export interface DryRun {
  /** Input messages. */
  readonly input: readonly Tally[];
  /** Per step, in the order of the chain. */
  readonly steps: readonly StepFlow[];
  /** Messages that would be sent to the client. */
  readonly results: readonly Tally[];
  readonly images: ImageOutput;
  /** Number of messages that images are made from: images, or readouts other than noise. */
  readonly imageData: number;
  /** Reports of the steps. */
  readonly reported: readonly { readonly level: LogLevel; readonly text: string }[];
  /** What in header and readouts spoils images, by weight; samples are not looked at. */
  readonly findings: readonly Finding[];
  /** Error of the reconstruction, with its position; `undefined` if it succeeds. */
  readonly failure: string | undefined;
}

/** Input and output of a step. */
export interface StepFlow {
  readonly position: string;
  readonly took: readonly Tally[];
  readonly made: readonly Tally[];
  /** Maximum number of bytes that the step holds at the same time, if it reports that, and its limit. */
  readonly needs: { readonly bytes: number; readonly maxBytes: number } | undefined;
  /** Whether an external program computes its results: these, and everything after them, are unknown. */
  readonly unknown: boolean;
}

/**
 * Runs a chain on a measurement in which only noise readouts have their samples. Everything that steps decide by
 * headers, counters and sizes is as in a real run. No transforms or external programs run.
 */
export async function dryRun(
  chain: Chain,
  messages: Iterable<Acquisition | Waveform | Image>,
  { header: text, noise, maxBytes, version }: DryRunOptions,
): Promise<DryRun> {
  const watches = new Map<string, Watch>();
  const results = new Tallies();
  const input = new Tallies();
  const images = new ImageCounter();
  const reported = new Map<string, { level: LogLevel; text: string }>();
  const report = (level: LogLevel, text: string) => void reported.set(text, { level, text });
  let failure: string | undefined;
  let imageData = 0;
  let check: MeasurementCheck | undefined;

  // One message at a time, so that none waits longer than necessary.
  const arriving: MessageSource = async function* () {
    const dry = new DryInput();
    for (const message of messages) {
      if (message.kind !== "waveform") requireAccepted(chain, message.kind);
      input.add(message);
      images.entered(message);
      if (isImageData(message)) imageData += 1;
      const without = dry.of(message);
      if (without.kind === "acquisition") check?.add(without);
      yield [without];
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
    check = header && new MeasurementCheck(header, { readsSamples: false });
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
    imageData,
    reported: [...reported.values()],
    findings: byWeight(check?.findings() ?? []),
    failure,
  };
}

function isImageData(message: Acquisition | Waveform | Image): boolean {
  if (message.kind === "acquisition") return !message.header.has(AcquisitionFlag.noiseMeasurement);
  return message.kind === "image";
}

/** Counts the input and output of a step. */
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

/** External programs are not run. */
function dryStep(step: Step): Step {
  if (!step.gadget.runtime.external) return step;
  const nothing = () => ignoreElements() as OperatorFunction<Message, Message>;
  const gadget: Gadget = { ...step.gadget, create: nothing };
  return { ...step, gadget };
}

/** A third-party gadget may depend on sample values, which are not those of the measurement here. */
function withHint(error: StepError, { steps }: Chain): string {
  const isThirdParty = steps.some((step) => step.thirdParty !== undefined && error.message.includes(step.place));
  return isThirdParty
    ? `${error.message} (its samples were not those of the measurement: \`larmor run\` may succeed)`
    : error.message;
}
