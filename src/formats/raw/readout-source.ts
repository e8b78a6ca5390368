import { isUnfitValue } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { MeasurementSource, MessageCounts, SourceMessage, SourceProgress, SourceRemark } from "../source/index.ts";

/** Collects the remarks of a source. The same text is reported once, with its first offset. */
export class Remarks {
  readonly #remarks = new Map<string, SourceRemark>();

  get all(): readonly SourceRemark[] {
    return [...this.#remarks.values()];
  }

  add(level: SourceRemark["level"], text: string, offset?: number): void {
    if (!this.#remarks.has(text)) this.#remarks.set(text, { level, text, ...(offset === undefined ? {} : { offset }) });
  }
}

/** What makes a source of a vendor's readouts. */
export interface ReadoutSourceParts {
  readonly name: string;
  /** The MRD header, XML. */
  readonly header: string;
  readonly remarks: Remarks;
  readonly counts: MessageCounts;
  readonly attachments?: ReadonlyMap<string, Uint8Array>;
  /** The messages, of which damaged ones are reported and left out. */
  messages(): Iterable<SourceMessage>;
  close(): void;
}

/** A measurement whose messages are known in number before they are read. */
export function readoutSource(parts: ReadoutSourceParts): MeasurementSource {
  const { name, header, remarks, counts, attachments = new Map() } = parts;
  const total = counts.acquisitions + counts.waveforms + counts.images;
  let done = 0;
  return {
    name,
    header,
    attachments,
    get remarks() {
      return remarks.all;
    },
    get progress(): SourceProgress {
      return { done, total, unit: counts.images === total ? "image" : "readout" };
    },
    counts: () => counts,
    *messages() {
      try {
        for (const message of parts.messages()) {
          done += 1;
          yield message;
        }
      } catch (error) {
        if (!isUnfitValue(error)) throw error;
        const read = `${counted(done, "message was", "messages were")} read`;
        remarks.add(
          "error",
          `${read}; the next one has a value that MRD does not, and the rest is left out: ${error.message}`,
        );
      }
    },
    close: () => parts.close(),
  };
}
