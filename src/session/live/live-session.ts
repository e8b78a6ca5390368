import type { Chain } from "../../chain/index.ts";
import type { Trace } from "../../chain/observe/index.ts";
import type { NoiseRecord } from "../../gadget-api/services/index.ts";
import {
  type Acquisition,
  type Image,
  type MrdHeader,
  parseHeaderIfXml,
  type Waveform,
  type WireMessage,
} from "../../mrd/index.ts";
import type { SessionDetail } from "../../viewer/api/index.ts";
import { expectedLines } from "./expected-lines.ts";
import { KSpaceFilling } from "./kspace-filling.ts";
import { LiveImages } from "./live-images.ts";
import { stepGraph, stepStates } from "./step-graph.ts";

const MOST_NAME = 200;

export interface LiveRun {
  readonly chain: Chain;
  readonly trace: Trace | undefined;
  readonly headerText: string;
}

/**
 * What browsers see of a session. Counting lines costs some nanoseconds per readout; images are looked at only while a
 * browser watches.
 */
export class LiveSession {
  readonly #showPatient: boolean;
  readonly #cpu = process.cpuUsage();
  #graph: ReturnType<typeof stepGraph> | undefined;
  #trace: Trace | undefined;
  #filling: KSpaceFilling | undefined;
  #expectedLines: number | undefined;
  #patient: string | undefined;
  #noise: SessionDetail["noise"];
  /** Those that are sent to the client. */
  readonly images = new LiveImages();
  /** Whether a browser watches. */
  isWatched = false;

  /** @param showPatient whether browsers may see who the patient is */
  constructor({ showPatient }: { readonly showPatient: boolean }) {
    this.#showPatient = showPatient;
  }

  /** The chain is chosen, and its run starts. */
  start({ chain, trace, headerText }: LiveRun): void {
    const header = headerOf(headerText);
    this.#graph = stepGraph(chain);
    this.#trace = trace;
    this.#filling = new KSpaceFilling(header);
    this.#expectedLines = expectedLines(header);
    const { patientName, patientId } = header?.subjectInformation ?? {};
    if (this.#showPatient) this.#patient = [patientName, patientId].filter(Boolean).join(", ").slice(0, 500);
  }

  received(message: Acquisition | Waveform | Image): void {
    if (message.kind === "acquisition") this.#filling?.add(message.header);
  }

  sent(message: WireMessage): void {
    if (this.isWatched && message.kind === "image") this.images.add(message);
  }

  /** Noise that the measurement uses: C = DᴴD / (samples − 1), so that √Cᵢᵢ is the standard deviation of a coil. */
  noise({ coils, coilNames, covariance }: NoiseRecord): void {
    this.#noise = Array.from({ length: coils }, (_, i) => ({
      coil: (coilNames[i] ?? String(i)).slice(0, MOST_NAME),
      level: Math.sqrt(Math.max(0, covariance[2 * (i * coils + i)]!)),
    }));
  }

  /** What has changed since the last call, and what always does. */
  takeDetail(): SessionDetail {
    const { user, system } = process.cpuUsage(this.#cpu);
    const kSpace = this.#filling?.takeState();
    return {
      lines: this.#filling?.lines ?? 0,
      cpuSeconds: (user + system) / 1e6,
      ...(this.#graph && { steps: stepStates(this.#graph, this.#trace?.times ?? []) }),
      ...(kSpace && { kSpace }),
      ...(this.#noise && { noise: this.#noise }),
      ...(this.#expectedLines !== undefined && { expectedLines: this.#expectedLines }),
      ...(this.#patient && { patient: this.#patient }),
    };
  }
}

/** The run reports what is wrong with a header. */
function headerOf(text: string): MrdHeader | undefined {
  try {
    return parseHeaderIfXml(text);
  } catch {
    return undefined;
  }
}
