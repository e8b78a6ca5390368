import { AcquisitionFlag, type AcquisitionHeader, type Encoding, type MrdHeader } from "../../mrd/index.ts";
import { counterLimits, type LimitedCounter } from "../counter-limits.ts";

const counters = Object.keys(counterLimits) as LimitedCounter[];

/** Compares what a header announces with the readouts. */
export class HeaderCheck {
  readonly #header: MrdHeader;
  readonly #ranges = new Map<number, Readonly<Record<LimitedCounter, { least: number; most: number }>>>();
  /** Inconsistencies between the header and the first readouts. */
  readonly #found = new Map<string, string>();

  constructor(header: MrdHeader) {
    this.#header = header;
  }

  add(readout: AcquisitionHeader): void {
    const channels = this.#header.acquisitionSystemInformation?.receiverChannels;
    if (channels !== undefined && channels !== readout.activeChannels)
      this.#note("channels", `receiverChannels is ${channels}, but readouts have ${readout.activeChannels} channels`);
    if (readout.has(AcquisitionFlag.noiseMeasurement)) return;
    const { encodingSpaceRef, numberOfSamples, centerSample, discardPre, discardPost } = readout;
    const matrix = this.#header.encoding[encodingSpaceRef]?.encodedSpace.matrixSize.x;
    const whole = discardPre === 0 && discardPost === 0 && centerSample === Math.floor(numberOfSamples / 2);
    if (matrix !== undefined && whole && matrix !== numberOfSamples) {
      const names = `encoding ${encodingSpaceRef}: encodedSpace`;
      this.#note(names, `${names} has ${matrix} samples along x, but full readouts have ${numberOfSamples}`);
    }
    const ranges =
      this.#ranges.get(encodingSpaceRef) ??
      (Object.fromEntries(counters.map((name) => [name, { least: Number.POSITIVE_INFINITY, most: 0 }])) as Record<
        LimitedCounter,
        { least: number; most: number }
      >);
    this.#ranges.set(encodingSpaceRef, ranges);
    for (const name of counters) {
      const range = ranges[name];
      const value = readout[name];
      if (value < range.least) range.least = value;
      if (value > range.most) range.most = value;
    }
  }

  /** Inconsistencies between header and readouts, one sentence per entry. */
  get disagreements(): readonly string[] {
    return [...this.#found.values(), ...this.#header.encoding.flatMap((encoding, i) => this.#ofEncoding(encoding, i))];
  }

  #note(about: string, text: string): void {
    if (!this.#found.has(about)) this.#found.set(about, text);
  }

  #ofEncoding({ encodedSpace, encodingLimits }: Encoding, index: number): string[] {
    const said: string[] = [];
    for (const [step, axis] of [
      ["kspaceEncodingStep1", "y"],
      ["kspaceEncodingStep2", "z"],
    ] as const) {
      const lines = encodedSpace.matrixSize[axis];
      const limit = encodingLimits[step];
      if (limit !== undefined && lines > 0 && limit.maximum - limit.minimum >= lines)
        said.push(
          `${step} goes from ${limit.minimum} to ${limit.maximum}, but the encoded matrix has ${lines} lines along ${axis}`,
        );
    }
    const ranges = this.#ranges.get(index);
    for (const name of ranges === undefined ? [] : counters) {
      const limit = encodingLimits[counterLimits[name]];
      const { least, most } = ranges![name];
      if (limit !== undefined && (least < limit.minimum || most > limit.maximum))
        said.push(
          `${counterLimits[name]} goes from ${limit.minimum} to ${limit.maximum}, but readouts have ${least} to ${most}`,
        );
    }
    return said.map((text) => `encoding ${index}: ${text}`);
  }
}
