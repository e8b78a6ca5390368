import type { MrdHeader } from "../mrd/index.ts";
import type { WorkPool } from "../pool/index.ts";
import { GadgetError } from "./errors.ts";
import type { ImageAttributes } from "./message.ts";
import type { EarlyReadouts, NoiseStore, SampleMemory, StepCredit, TapStore } from "./services/index.ts";

export type LogLevel = "debug" | "info" | "warning" | "error";

/** Which chain produced an image, and how. */
export interface Provenance {
  readonly chain: string;
  /** SHA-256 of the chain's text. */
  readonly hash: string;
  /** SHA-256 of what runs: gadgets and all their parameters, including those that the client set. */
  readonly runHash: string;
  /** What the client set, by chain parameter. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Fingerprints of third-party gadgets, by name. */
  readonly thirdParty: Readonly<Record<string, string>>;
  /** What the steps on the way to this one have recorded so far. */
  notes(): ImageAttributes;
  /** Names of the chain's gadgets, in their order. */
  readonly steps: readonly string[];
  /** Version of Larmor. */
  readonly version: string;
}

/** What a session provides to each of its gadgets. */
export interface GadgetContext {
  /**
   * The measurement's header, as it describes the data that reach this step; `undefined` if the client sent no MRD
   * header. See {@link requireHeader}.
   */
  readonly header: MrdHeader | undefined;
  /** Provenance of the images. */
  readonly provenance: Provenance;
  /** The header as text: as the client sent it, XML or not, unless a step has changed it. */
  headerText(): string;
  /**
   * Folder of the chain's file; `undefined` if the chain came from a client. Relative paths in parameters are resolved
   * against it.
   */
  readonly folder: string | undefined;
  /** For `mapAsync`. */
  readonly credit: StepCredit;
  /**
   * For a step that produces messages without input: resolves when the steps after it, and the consumer of the results,
   * can accept more; `undefined` if they can now.
   */
  drained(): Promise<void> | undefined;
  /** For `mapOnPool`. */
  readonly pool: WorkPool;
  /**
   * Whether messages come as they are acquired, so that results may depend on when they come. Of a file, the same
   * results are expected each time.
   */
  readonly live?: boolean | undefined;
  /** Readouts of frames that are being acquired; missing unless `live`. */
  readonly early?: EarlyReadouts | undefined;
  /** For the samples of messages; see `runtime.linear`. */
  readonly memory: SampleMemory;
  /**
   * For the data of images, which are reused once the images are written; missing if a step may retain them, or if they
   * are not released.
   */
  readonly imageMemory?: SampleMemory | undefined;
  /** Noise of earlier measurements. */
  readonly noise: NoiseStore;
  /** Where taps save messages. */
  readonly taps: TapStore;
  /**
   * Upper limit of the bytes that a step may hold, or allocate at one time, from the session's memory. See
   * `MemoryBudget`.
   */
  readonly maxBytes: number;
  /**
   * Reports the memory that a step needs at one time, and its limit, in bytes; set by `larmor explain`, called by
   * `MemoryBudget`.
   */
  readonly needs?: ((bytes: number, maxBytes: number) => void) | undefined;
  /** Records attributes, by name, for every image made from this step's results. */
  recordAttributes(facts: ImageAttributes): void;
  /** Sends a message to the client and to the server's log. */
  report(level: LogLevel, text: string): void;
  /** The same, once per key: for conditions that may occur many times. */
  reportOnce(key: string, level: LogLevel, text: string): void;
}

/**
 * The header, for a step that cannot run without it.
 * @throws GadgetError `header-required`
 */
export function requireHeader(context: Pick<GadgetContext, "header"> & Partial<GadgetContext>): MrdHeader {
  if (context.header !== undefined) return context.header;
  const text = context.headerText?.() ?? "";
  const why =
    text.trim() === ""
      ? "there is none: a file holds it in its dataset `xml`, a client sends it after the config"
      : `its header is not XML: it begins with ${JSON.stringify(text.trim().slice(0, 40))}`;
  throw new GadgetError("header-required", `this step needs the measurement's MRD header, and ${why}`);
}
