import type { MessageKind } from "../../gadget-api/index.ts";
import { type MrdHeader, parseHeaderIfXml } from "../../mrd/index.ts";
import type { Chain } from "../chain.ts";
import { acceptedKinds, requireAccepted } from "../compile/accepted.ts";
import { releasesReadouts } from "../compile/memory.ts";
import { RunProgress } from "../observe/run-progress.ts";
import type { ChainServices } from "./chain-services.ts";
import { Credit } from "./credit.ts";
import { drive, type Sink } from "./driver.ts";
import { instantiate } from "./instance.ts";
import type { SourceMessage } from "./resolve-readouts.ts";
import { watchForStalls } from "./stall-watch.ts";

/** What a chain requires of its source. */
export interface SourceOptions {
  /** Kinds that some step of the chain consumes. Waveforms and texts of other kinds may be omitted. */
  readonly accepted: ReadonlySet<MessageKind>;
  /**
   * Whether the memory of a readout may be reused once the next message is requested, and whether readouts may come as
   * `stored-readouts`, whose memory must not be reused while it is held (`hold`).
   */
  readonly reusesReadouts: boolean;
}

/** Batches of messages. Always closed (`return`) when the chain ends. */
export type MessageSource = (options: SourceOptions) => AsyncIterable<Iterable<SourceMessage>>;

export interface RunServices
  extends Omit<ChainServices, "header" | "credit" | "drained" | "reusedMemory" | "progress"> {
  /** The header that the client sent, XML or not; `undefined` or empty if there is none. */
  readonly headerText: string | undefined;
  /** Called with the header, before any step is created. */
  readonly onHeader?: ((header: MrdHeader) => void) | undefined;
  /** Aborts the run, whatever it is waiting for. */
  readonly signal?: AbortSignal | undefined;
  /** How long a third-party step may keep the run waiting, in seconds; 0, the default: no limit. */
  readonly hangSeconds?: number | undefined;
}

/**
 * Runs a chain once, over all messages of a source, into a sink. Waveforms and texts that no step consumes are omitted.
 * @throws MrdError for a malformed header; NotAcceptedError for data that the chain has no step for; StepError; what
 *   source and sink throw; the signal's reason
 */
export async function runChain(
  chain: Chain,
  source: MessageSource,
  sink: Sink,
  { signal, hangSeconds = 0, onHeader, ...services }: RunServices,
): Promise<void> {
  const header = services.headerText ? parseHeaderIfXml(services.headerText) : undefined;
  if (header !== undefined) onHeader?.(header);
  const credit = new Credit();
  const progress = new RunProgress();
  const reusesReadouts = releasesReadouts(chain);
  const operator = instantiate(chain, {
    ...services,
    header,
    credit,
    progress,
    drained: () => sink.drained(),
    reusedMemory: reusesReadouts,
  });
  const accepted = acceptedKinds(chain);
  const batches = acceptedOf(chain, accepted, source({ accepted, reusesReadouts }));
  const stall = new AbortController();
  const endWatch = watchForStalls({
    progress,
    hangSeconds,
    waitingFor: () => (sink.drained() === undefined ? progress.waitingFor(credit.full) : undefined),
    report: services.report,
    fail: (error) => stall.abort(error),
  });
  try {
    const signals = signal === undefined ? [stall.signal] : [stall.signal, signal];
    await drive({ source: batches, operator, credit, sink, signal: AbortSignal.any(signals) });
  } finally {
    endWatch();
  }
}

async function* acceptedOf(
  chain: Chain,
  accepted: ReadonlySet<MessageKind>,
  batches: AsyncIterable<Iterable<SourceMessage>>,
): AsyncGenerator<Iterable<SourceMessage>> {
  for await (const batch of batches) yield acceptedIn(chain, accepted, batch);
}

function* acceptedIn(
  chain: Chain,
  accepted: ReadonlySet<MessageKind>,
  batch: Iterable<SourceMessage>,
): Generator<SourceMessage> {
  for (const message of batch) {
    const kind = message.kind === "stored-readouts" ? "acquisition" : message.kind;
    if (accepted.has(kind)) yield message;
    else if (kind === "acquisition" || kind === "image") requireAccepted(chain, kind);
  }
}
