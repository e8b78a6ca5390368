import type { KernelSlot, Renewal } from "./grappa-kernels.ts";

/**
 * Computes newer weights while images are unfolded by those that are known. Of a slice, one renewal runs at a time; the
 * calibrations of frames in the meantime are left out, since later ones are newer.
 */
export class Renewals {
  readonly #compute: (slot: KernelSlot) => Promise<void>;
  readonly #live: boolean;
  /** Of a file: newer weights that the next frame waits for. */
  readonly #due = new Map<KernelSlot, KernelSlot>();
  readonly #running = new Set<Promise<void>>();

  /**
   * @param compute computes the weights of a slot
   * @param live whether images do not wait; otherwise those of a frame have weights of the frame before it, each time
   */
  constructor(compute: (slot: KernelSlot) => Promise<void>, live: boolean) {
    this.#compute = compute;
    this.#live = live;
  }

  /** Resolves when a frame may use the weights of its slots. @throws the error of a renewal */
  async before(slots: readonly (KernelSlot | undefined)[]): Promise<void> {
    for (const slot of new Set(slots)) {
      const newer = slot && this.#due.get(slot);
      if (slot === undefined || newer === undefined) continue;
      this.#due.delete(slot);
      await this.#renew({ slot, newer });
    }
  }

  /** Takes the calibrations of a frame whose kernels are chosen. */
  announce(renewals: readonly Renewal[]): void {
    if (!this.#live) for (const { slot, newer } of renewals) this.#due.set(slot, newer);
  }

  /**
   * Begins the renewals of a frame whose images have left.
   * @param failed receives the error of a renewal
   */
  begin(renewals: readonly Renewal[], failed: (error: unknown) => void): void {
    if (!this.#live) return;
    for (const renewal of renewals) {
      if (renewal.slot.renewing) continue;
      const running = this.#renew(renewal).catch(failed);
      this.#running.add(running);
      void running.then(() => this.#running.delete(running));
    }
  }

  /** Resolves when no renewal is running; `undefined` if none is. */
  end(): Promise<unknown> | undefined {
    return this.#running.size === 0 ? undefined : Promise.all(this.#running);
  }

  async #renew({ slot, newer }: Renewal): Promise<void> {
    slot.renewing = this.#live; // of a file, no calibration may be left out because of the time that weights take
    try {
      await this.#compute(newer);
      slot.kernel = newer.kernel;
    } finally {
      slot.renewing = false;
    }
  }
}
