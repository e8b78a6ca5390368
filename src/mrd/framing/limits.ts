import { MrdError } from "../errors.ts";
import type { AcquisitionHeader } from "../records/acquisition.ts";

export interface MessageReaderOptions {
  /** Longest readout, waveform or image that is accepted, in bytes. Default 1 GiB. */
  readonly maxMessageBytes?: number;
  /** Longest text (header, chain, parameters, attributes) that is accepted, in bytes. Default 16 MiB. */
  readonly maxTextBytes?: number;
}

export const messageLimitDefaults = { maxMessageBytes: 2 ** 30, maxTextBytes: 2 ** 24 } as const;

/** Bits of a readout's channel mask: no header can tell more channels apart. */
const MOST_CHANNELS = 1024;
/** Numbers that a trajectory may have for each sample: three coordinates and what may go with them. */
const MOST_DIMENSIONS = 64;

/** What a peer may announce. Lengths are looked at before anything is allocated for them. */
export class MessageLimits {
  readonly #limits: Required<MessageReaderOptions>;

  constructor(options: MessageReaderOptions) {
    this.#limits = { ...messageLimitDefaults, ...options };
  }

  /** @returns the length. @throws MrdError `message-too-large` */
  text(what: string, length: number): number {
    const { maxTextBytes } = this.#limits;
    if (length > maxTextBytes) throw tooLarge(what, length, maxTextBytes, "--max-text");
    return length;
  }

  /** @returns the length. @throws MrdError `message-too-large` */
  data(what: string, length: number): number {
    const { maxMessageBytes } = this.#limits;
    if (length > maxMessageBytes) throw tooLarge(what, length, maxMessageBytes, "--max-message");
    return length;
  }

  /**
   * What steps make of a readout grows with its channels and dimensions, and may with the square of its channels.
   * @throws MrdError `message-too-large`, `malformed-message`
   */
  readout(header: AcquisitionHeader, length: number): void {
    const { activeChannels, trajectoryDimensions } = header;
    const { maxMessageBytes } = this.#limits;
    if (length > maxMessageBytes) throw tooLarge(describe(header), length, maxMessageBytes, "--max-message");
    if (activeChannels > MOST_CHANNELS) {
      throw new MrdError("malformed-message", `${describe(header)}: at most ${MOST_CHANNELS} channels are accepted`);
    }
    if (trajectoryDimensions > MOST_DIMENSIONS) {
      throw new MrdError(
        "malformed-message",
        `${describe(header)} has a trajectory of ${trajectoryDimensions} dimensions: at most ${MOST_DIMENSIONS} are accepted`,
      );
    }
  }
}

function describe({ scanCounter, numberOfSamples, activeChannels }: AcquisitionHeader): string {
  return `readout ${scanCounter} of ${numberOfSamples} samples and ${activeChannels} channels`;
}

/** @param option of a server, by which the limit is set */
function tooLarge(what: string, length: number, limit: number, option: string): MrdError {
  return new MrdError(
    "message-too-large",
    `${what} (${length} bytes) exceeds the limit of ${limit} bytes, which a server's ${option} raises`,
  );
}
