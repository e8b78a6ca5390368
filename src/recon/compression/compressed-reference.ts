import type { KSpace, KSpaceReference } from "../../gadget-api/index.ts";
import type { SampleMemory } from "../../gadget-api/services/index.ts";
import { type CoilMatrices, compressCoils } from "../../numerics/coils/index.ts";

/** The matrices of slices, for each image. */
export function perImage(ofSlices: readonly CoilMatrices[], imagesPerSlice: number): CoilMatrices[] {
  return ofSlices.flatMap((matrices) => new Array<CoilMatrices>(imagesPerSlice).fill(matrices));
}

/** A reference whose coils are compressed when it is placed. */
export class CompressedReference implements KSpaceReference {
  readonly #reference: KSpaceReference;
  readonly #ofSlices: readonly CoilMatrices[];
  readonly #memory: SampleMemory;
  #placed: KSpace | undefined;

  /** @param reference is released when this one is placed or released */
  constructor(reference: KSpaceReference, ofSlices: readonly CoilMatrices[], memory: SampleMemory) {
    this.#reference = reference;
    this.#ofSlices = ofSlices;
    this.#memory = memory;
  }

  place(): KSpace {
    this.#placed ??= this.#compress(this.#reference.place());
    return this.#placed;
  }

  release(): void {
    if (this.#placed === undefined) this.#reference.release?.();
    else this.#placed.release(this.#memory);
  }

  #compress(reference: KSpace): KSpace {
    const { e0, n, s, slices } = reference.shape;
    const { coils, virtualCoils } = this.#ofSlices[0]!;
    const input = reference.gather();
    const samples = this.#memory.allocate((input.length / coils) * virtualCoils);
    const own = Array.from(
      { length: slices },
      (_, slice) => this.#ofSlices[Math.min(slice, this.#ofSlices.length - 1)]!,
    );
    compressCoils({ e0, readout: reference.readout, matrices: perImage(own, n * s) }, input, samples);
    this.#reference.release?.();
    return reference.with({ samples, shape: { ...reference.shape, coils: virtualCoils } });
  }
}
