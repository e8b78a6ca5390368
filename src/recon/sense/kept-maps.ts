import type { CalibrationBlock } from "../sampling/index.ts";

/** Coil maps and the calibration that they are computed from. */
export interface MapsEntry {
  readonly block: CalibrationBlock;
  /** `[coils][z][y][x]` complex, as soon as they are computed. */
  maps: Float32Array | undefined;
}

/** Coil maps by slice, so that they are computed only once for each calibration. */
export class KeptMaps {
  readonly #entries = new Map<string, MapsEntry>();

  /** The newest maps of a slice. */
  get(slice: string): MapsEntry | undefined {
    return this.#entries.get(slice);
  }

  /** The maps of a calibration: those of the slice if its calibration is the same, otherwise new ones to be computed. */
  entryFor(slice: string, block: CalibrationBlock): MapsEntry {
    const kept = this.#entries.get(slice);
    if (kept !== undefined && isSame(kept.block, block)) return kept;
    const entry: MapsEntry = { block, maps: undefined };
    this.#entries.set(slice, entry);
    return entry;
  }
}

function isSame(a: CalibrationBlock, b: CalibrationBlock): boolean {
  const places = (block: CalibrationBlock) => [...Object.values(block.shape), ...block.center].join();
  return places(a) === places(b) && a.data.every((value, i) => value === b.data[i]);
}
