import { GadgetError, type KSpace, type KSpaceReference } from "../../gadget-api/index.ts";
import type { Acquisition, Encoding, MrdHeader } from "../../mrd/index.ts";
import { type Counter, counterRange } from "../readouts/index.ts";
import { isPlainHybrid, KSpaceBuilder, type KSpaceBuilderOptions } from "./k-space-builder.ts";
import { referenceOnGrid } from "./regrid-reference.ts";

export interface ReadoutPlacing
  extends Pick<KSpaceBuilderOptions, "repeated" | "placing" | "memory" | "room" | "done"> {
  /** Counters that become the dimensions n and s. */
  readonly n: Counter | "none";
  readonly s: Counter | "none";
  readonly splitSlices: boolean;
}

/**
 * The k-space of readouts of one encoding.
 * @param mayBeHybrid whether it may be in image space along the readout, if its readouts are
 * @throws GadgetError `unknown-encoding`, and as `KSpaceBuilder`
 */
export function placeReadouts(
  readouts: readonly Acquisition[],
  header: MrdHeader,
  { n, s, splitSlices, placing, ...options }: ReadoutPlacing,
  mayBeHybrid: boolean,
): KSpace {
  const encoding = encodingOf(readouts[0]!, header);
  const [alongN, alongS] = [counterRange(readouts, n), counterRange(readouts, s)];
  const slices = counterRange(readouts, splitSlices ? "none" : "slice");
  const hybrid = mayBeHybrid && readouts.every((readout) => isPlainHybrid(readout, encoding, placing));
  const builder = new KSpaceBuilder(encoding, readouts[0]!.header, {
    ...options,
    placing,
    n: alongN.size,
    s: alongS.size,
    slices: slices.size,
    readout: hybrid ? "image" : "k-space",
  });
  for (const readout of readouts) {
    builder.place(readout, { n: alongN.at(readout), s: alongS.at(readout), slice: slices.at(readout) });
  }
  return builder.build();
}

/** Reference readouts, placed on the grid on first access. */
export class PlacedReference implements KSpaceReference {
  readonly independent: boolean;
  readonly #readouts: readonly Acquisition[];
  readonly #header: MrdHeader;
  readonly #placing: ReadoutPlacing;
  readonly #images: KSpace | undefined;
  readonly #done: () => void;
  #kSpace: KSpace | undefined;
  #hybrid: KSpace | undefined;

  /**
   * @param readouts of one encoding; their samples must not change
   * @param placing.done called when it is released
   * @param images the image data, of a reference that was acquired apart from them
   */
  constructor(readouts: readonly Acquisition[], header: MrdHeader, placing: ReadoutPlacing, images?: KSpace) {
    this.independent = images !== undefined;
    this.#images = images;
    this.#readouts = readouts;
    this.#header = header;
    // One of its two k-spaces does not need the readouts any more when its lines are gathered, but the other one may.
    this.#placing = { ...placing, done: () => {} };
    this.#done = placing.done;
  }

  /** @throws CalibrationError */
  place(mayBeHybrid = false): KSpace {
    if (mayBeHybrid && !this.independent) {
      this.#hybrid ??= placeReadouts(this.#readouts, this.#header, this.#placing, true);
      return this.#hybrid;
    }
    if (this.#kSpace !== undefined) return this.#kSpace;
    const placed = placeReadouts(this.#readouts, this.#header, this.#placing, false);
    const lines = this.#images?.headers.find((header) => header !== undefined);
    const from = this.#readouts[0]!.header.encodingSpaceRef;
    const index = lines?.encodingSpaceRef;
    if (lines === undefined || index === undefined) this.#kSpace = placed;
    else {
      const { encoding } = this.#header;
      const target = {
        index,
        encoding: encoding[index]!,
        shape: this.#images!.shape,
        header: lines,
        room: this.#placing.room,
      };
      this.#kSpace = referenceOnGrid(placed, from, encoding[from]!, target);
    }
    return this.#kSpace;
  }

  release(): void {
    this.#hybrid?.release(this.#placing.memory);
    this.#kSpace?.release(this.#placing.memory);
    this.#done();
  }
}

function encodingOf({ header: { encodingSpaceRef, scanCounter } }: Acquisition, { encoding }: MrdHeader): Encoding {
  const encodingHeader = encoding[encodingSpaceRef];
  if (encodingHeader !== undefined) return encodingHeader;
  const text = `readout ${scanCounter} refers to encoding ${encodingSpaceRef}; the header has ${encoding.length}`;
  throw new GadgetError("unknown-encoding", text);
}
