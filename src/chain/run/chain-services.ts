import type { LogLevel } from "../../gadget-api/index.ts";
import type { NoiseStore, SampleMemory, TapStore } from "../../gadget-api/services/index.ts";
import type { MrdHeader } from "../../mrd/index.ts";
import type { WorkPool } from "../../pool/index.ts";
import type { Step } from "../chain.ts";
import type { CurrentStep } from "../observe/current-step.ts";
import type { RunProgress } from "../observe/run-progress.ts";
import type { StepWatch } from "../observe/step-watch.ts";
import type { Trace } from "../observe/trace.ts";
import type { Credit } from "./credit.ts";

/** Environment of one run of a chain. */
export interface ChainServices {
  /** `undefined` if the client's header is not XML: chains that need none run all the same. */
  readonly header: MrdHeader | undefined;
  /** The header text that the client sent. */
  readonly headerText?: string | undefined;
  readonly version: string;
  readonly credit: Credit;
  /** Resolves when the consumer of the results can accept more; `undefined` if it can now. */
  drained?(): Promise<void> | undefined;
  readonly pool: WorkPool;
  /** Whether messages come from a client, as they are acquired. */
  readonly live?: boolean | undefined;
  readonly noise: NoiseStore;
  /** Without it, taps save nothing. */
  readonly taps?: TapStore | undefined;
  /** Upper limit of the bytes that a step may hold, or allocate at one time; without it, the steps' own limits. */
  readonly maxBytes?: number;
  /**
   * Memory for the data of images, to which the consumer of the results may release them; without it, they have memory
   * of their own.
   */
  readonly imageMemory?: SampleMemory | undefined;
  /** Whether the samples of a readout may change once the chain has consumed it; see `releasesReadouts`. */
  readonly reusedMemory?: boolean;
  report(level: LogLevel, text: string): void;
  /** Notified which step is running, see `hasThirdPartySteps`. */
  readonly currentStep?: CurrentStep | undefined;
  /** Notified how far the steps are. */
  readonly progress?: RunProgress | undefined;
  /** Measures each step. */
  readonly trace?: Trace | undefined;
  /** Observes a step. */
  watch?(step: Step): StepWatch;
}
