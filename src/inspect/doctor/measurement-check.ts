import { type Acquisition, AcquisitionFlag, type MrdHeader } from "../../mrd/index.ts";
import { EncodingCheck } from "./encoding-check.ts";
import type { Finding } from "./finding.ts";
import { headerFindings } from "./header-findings.ts";

/**
 * Checks a measurement as its readouts come. Memory grows with the number of different lines, not with the readouts.
 */
export class MeasurementCheck {
  readonly #header: MrdHeader;
  readonly #encodings = new Map<number, EncodingCheck>();
  readonly #channels = new Set<number>();
  #readouts = 0;
  #noise = 0;
  #unknownEncoding: number | undefined;

  constructor(header: MrdHeader) {
    this.#header = header;
  }

  add(readout: Acquisition): void {
    const { header } = readout;
    this.#readouts += 1;
    this.#channels.add(header.activeChannels);
    if (header.has(AcquisitionFlag.noiseMeasurement)) {
      this.#noise += 1;
      return;
    }
    const index = header.encodingSpaceRef;
    const encoding = this.#header.encoding[index];
    if (encoding === undefined) {
      this.#unknownEncoding ??= index;
      return;
    }
    const check = this.#encodings.get(index) ?? new EncodingCheck(encoding, `encoding ${index}`);
    this.#encodings.set(index, check);
    check.add(readout);
  }

  /** All findings about header and readouts, in the order of the checks. */
  findings(): Finding[] {
    return [...headerFindings(this.#header), ...this.#ownFindings(), ...this.#unused(), ...this.#ofEncodings()];
  }

  #ofEncodings(): Finding[] {
    return [...this.#encodings.values()].flatMap((check) => check.findings());
  }

  #ownFindings(): Finding[] {
    const findings: Finding[] = [];
    if (this.#readouts > 0 && this.#noise === 0) {
      findings.push({
        weight: "remark",
        where: "readouts",
        problem: "no readout is a noise measurement",
        effect: "Coils are combined without prewhitening, unless the noise of another measurement is known.",
        remedy: "Acquire a noise scan, or let the header depend on a measurement that has one.",
      });
    }
    const announced = this.#header.acquisitionSystemInformation?.receiverChannels;
    const others = [...this.#channels].filter((channels) => channels !== announced);
    if (announced !== undefined && others.length > 0) {
      findings.push({
        weight: "remark",
        where: "acquisitionSystemInformation.receiverChannels",
        problem: `it is ${announced}, but readouts have ${others.join(", ")} channels`,
        effect: "None: the readouts count.",
        remedy: "Correct the header.",
      });
    }
    if (this.#unknownEncoding !== undefined) {
      findings.push({
        weight: "error",
        where: "readouts: encoding_space_ref",
        problem: `readouts refer to encoding ${this.#unknownEncoding}, but the header has ${this.#header.encoding.length}`,
        effect: "They cannot be placed in k-space, and the reconstruction ends with an error.",
        remedy: "Add the encoding to the header, or correct encoding_space_ref.",
      });
    }
    return findings;
  }

  #unused(): Finding[] {
    if (this.#encodings.size === 0) return [];
    return this.#header.encoding.flatMap((_, index): Finding[] =>
      this.#encodings.has(index)
        ? []
        : [
            {
              weight: "remark",
              where: `encoding ${index}`,
              problem: "no readout uses it",
              effect: "None.",
              remedy: "Leave it out, or correct the encoding_space_ref of its readouts.",
            },
          ],
    );
  }
}
