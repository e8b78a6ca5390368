import { type Acquisition, AcquisitionFlag, type Encoding, type MrdHeader, unusableEncoding } from "../../mrd/index.ts";
import { isAuxiliary } from "../buckets/index.ts";
import { CompletenessCheck } from "./completeness-check.ts";
import { EncodingCheck } from "./encoding-check.ts";
import type { Finding } from "./finding.ts";
import { headerFindings } from "./header-findings.ts";
import { SampleCheck } from "./sample-check.ts";

interface CheckedEncoding {
  readonly kind: EncodingCheck;
  readonly lines: CompletenessCheck;
  readonly samples: SampleCheck;
}

/** Checks a measurement as its readouts come. It keeps a byte for each line of each image, but no readout. */
export class MeasurementCheck {
  readonly #header: MrdHeader;
  readonly #readsSamples: boolean;
  readonly #encodings = new Map<number, CheckedEncoding>();
  readonly #channels = new Set<number>();
  #readouts = 0;
  #noise = 0;
  #unknownEncoding: number | undefined;
  /** An encoding that readouts use, and that has no geometry. */
  #unusable: number | undefined;

  /** @param readsSamples whether the samples are those of the measurement */
  constructor(header: MrdHeader, { readsSamples = true } = {}) {
    this.#header = header;
    this.#readsSamples = readsSamples;
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
    if (unusableEncoding(this.#header, index) !== undefined) {
      this.#unusable = index;
      return;
    }
    const check = this.#encodings.get(index) ?? newCheck(encoding, index, this.#readsSamples);
    this.#encodings.set(index, check);
    check.kind.add(readout);
    if (isAuxiliary(header)) return;
    check.samples.add(readout);
    check.lines.add(header);
  }

  /** All findings about header and readouts, in the order of the checks. */
  findings(): Finding[] {
    const offGrid = new Set([...this.#encodings].flatMap(([index, { kind }]) => (kind.isOnGrid ? [] : index)));
    return [
      ...headerFindings(this.#header, offGrid),
      ...this.#ownFindings(),
      ...this.#unused(),
      ...this.#ofEncodings(),
    ];
  }

  #ofEncodings(): Finding[] {
    const all = [...this.#encodings.values()];
    return all.flatMap(({ kind, lines, samples }) => [
      ...(kind.refusal === undefined ? [] : [kind.refusal]),
      ...kind.disagreements,
      ...(kind.isOnGrid ? lines.findings(all.map((each) => each.lines)) : []),
      ...samples.findings(kind.isOnGrid),
    ]);
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
    if (this.#unusable !== undefined) {
      findings.push({
        weight: "error",
        where: "readouts: encoding_space_ref",
        problem: `readouts belong to encoding ${this.#unusable}, which has no geometry`,
        effect: "They cannot be placed in k-space, and the reconstruction ends with an error.",
        remedy: "Write the matrix and the field of view of the encoding to the header.",
      });
    }
    return findings;
  }

  #unused(): Finding[] {
    if (this.#encodings.size === 0) return [];
    return this.#header.encoding.flatMap((_, index): Finding[] =>
      this.#encodings.has(index) || index === this.#unusable
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

function newCheck(encoding: Encoding, index: number, readsSamples: boolean): CheckedEncoding {
  const name = `encoding ${index}`;
  return {
    kind: new EncodingCheck(encoding, index),
    lines: new CompletenessCheck(encoding, name),
    samples: new SampleCheck(encoding, name, readsSamples),
  };
}
