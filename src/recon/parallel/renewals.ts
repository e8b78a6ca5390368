import { withResolvers } from "../../async/index.ts";
import type { KernelSlot, Renewal } from "./grappa-kernels.ts";

/**
 * Computes newer weights while images are unfolded by those that are known. Of a slice, one renewal runs at a time; the
 * calibrations of frames in the meantime are left out, since later ones are newer.
 */
export class Renewals {
  readonly #compute: (slot: KernelSlot) => Promise<void>;
  readonly #live: boolean;
  readonly #pending = new Map<KernelSlot, Promise<void>>();

  /**
   * @param compute computes the weights of a slot
   * @param live whether images do not wait; otherwise those of a frame have weights of the frame before it, each time
   */
  constructor(compute: (slot: KernelSlot) => Promise<void>, live: boolean) {
    this.#compute = compute;
    this.#live = live;
  }

  /** Resolves when a frame may use the weights of its slots. @throws the error of an earlier renewal */
  async before(slots: readonly (KernelSlot | undefined)[]): Promise<void> {
    if (!this.#live) await Promise.all(slots.map((slot) => slot && this.#pending.get(slot)));
  }

  /**
   * Announces the renewals of a frame.
   * @returns a function that begins them, to be called when the frame's images have left; it resolves at their end
   * @throws the error of a renewal, from that function
   */
  announce(renewals: readonly Renewal[]): () => Promise<void> {
    const due = renewals.filter(({ slot }, i) => {
      return !this.#pending.has(slot) && renewals.findIndex((other) => other.slot === slot) === i;
    });
    const ends = due.map(({ slot }) => {
      const end = withResolvers();
      slot.renewing = this.#live;
      this.#pending.set(slot, end.promise);
      end.promise.catch(() => {}); // the function below throws it
      return end;
    });
    return async () => {
      await Promise.all(
        due.map(async ({ slot, newer }, i) => {
          try {
            await this.#compute(newer);
            slot.kernel = newer.kernel;
            ends[i]!.resolve();
          } catch (error) {
            ends[i]!.reject(error);
            throw error;
          } finally {
            slot.renewing = false;
            this.#pending.delete(slot);
          }
        }),
      );
    };
  }
}
