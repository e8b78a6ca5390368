import { counted } from "../../text/index.ts";
import { MrdError } from "../errors.ts";
import type { AcquisitionHeader } from "../records/acquisition.ts";

export interface MessageReaderOptions {
  /** Maximum size of a readout, waveform or image, in bytes. Default 1 GiB. */
  readonly maxMessageBytes?: number;
  /** Maximum size of a text (header, chain, parameters, attributes), in bytes. Default 16 MiB. */
  readonly maxTextBytes?: number;
}

export const messageLimitDefaults = { maxMessageBytes: 2 ** 30, maxTextBytes: 2 ** 24 } as const;

/** Bits of a readout's channel mask: a header cannot distinguish more channels. */
const MOST_CHANNELS = 1024;
/** Maximum number of trajectory values per sample: three coordinates and additional ones. */
const MOST_DIMENSIONS = 64;

/** Limits on what a remote program may announce. Lengths are checked before memory is allocated for them. */
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

  /** Whether {@link readout} does not throw. */
  acceptsReadout({ activeChannels, trajectoryDimensions }: AcquisitionHeader, length: number): boolean {
    return (
      length <= this.#limits.maxMessageBytes &&
      activeChannels <= MOST_CHANNELS &&
      trajectoryDimensions <= MOST_DIMENSIONS
    );
  }

  /**
   * The output of a step grows with the channels and dimensions of a readout, and may grow with the square of its
   * channels.
   * @throws MrdError `message-too-large`, `malformed-message`
   */
  readout(header: AcquisitionHeader, length: number): void {
    const { activeChannels, trajectoryDimensions } = header;
    const { maxMessageBytes } = this.#limits;
    if (length > maxMessageBytes) throw tooLarge(describe(header), length, maxMessageBytes, "--max-message");
    if (activeChannels > MOST_CHANNELS) {
      throw new MrdError(
        "malformed-message",
        `${describe(header)}: at most ${counted(MOST_CHANNELS, "channel is", "channels are")} accepted`,
      );
    }
    if (trajectoryDimensions > MOST_DIMENSIONS) {
      throw new MrdError(
        "malformed-message",
        `${describe(header)} has a trajectory of ${counted(trajectoryDimensions, "dimension")}: at most ${MOST_DIMENSIONS} are accepted`,
      );
    }
  }
}

function describe({ scanCounter, numberOfSamples, activeChannels }: AcquisitionHeader): string {
  return `readout ${scanCounter} of ${counted(numberOfSamples, "sample")} and ${counted(activeChannels, "channel")}`;
}

/** @param option the server option that sets the limit */
function tooLarge(what: string, length: number, limit: number, option: string): MrdError {
  return new MrdError(
    "message-too-large",
    `${what} (${counted(length, "byte")}) exceeds the limit of ${counted(limit, "byte")}, which a server's ${option} raises`,
  );
}
