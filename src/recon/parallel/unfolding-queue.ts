import type { MemoryBudget, ReconBuffer } from "../../gadget-api/index.ts";
import type { MrdHeader } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { CalibrationError } from "../kspace/index.ts";
import { UnfoldingError } from "./errors.ts";
import type { GrappaKernels, KernelSlot, Renewal } from "./grappa-kernels.ts";
import { NewestLines } from "./newest-lines.ts";
import { planUnfolding, type UndersampledImage, type UnfoldingPlan } from "./unfolding-plan.ts";

/** A buffer with the kernel of each image that is to be filled. */
export interface PlannedUnfolding {
  readonly buffer: ReconBuffer;
  /** `undefined` if it passes as it is. */
  readonly plan: UnfoldingPlan | undefined;
  /** `[slices][s][n]` */
  readonly slots: readonly (KernelSlot | undefined)[];
  /** Newer weights that its calibration gives for later buffers. */
  readonly renewals: readonly Renewal[];
}

export interface UnfoldingQueueOptions {
  readonly kernels: GrappaKernels;
  readonly header: MrdHeader | undefined;
  /** Limits the waiting buffers, the newest lines and the weights. */
  readonly room: MemoryBudget;
  /** Called for a buffer that cannot be unfolded, which then passes as it is; `undefined` to throw. */
  readonly refused: ((error: Error) => void) | undefined;
}

interface Waiting {
  readonly buffer: ReconBuffer;
  readonly plan: UnfoldingPlan | undefined;
}

/**
 * Finds the kernels of buffers, in their order. Images without a calibration wait while further lattices of their slice
 * come: together these may be one.
 */
export class UnfoldingQueue {
  readonly #kernels: GrappaKernels;
  readonly #header: MrdHeader | undefined;
  readonly #room: MemoryBudget;
  readonly #refused: ((error: Error) => void) | undefined;
  readonly #newest = new NewestLines();
  readonly #waiting: Waiting[] = [];

  constructor({ kernels, header, room, refused }: UnfoldingQueueOptions) {
    this.#kernels = kernels;
    this.#header = header;
    this.#room = room;
    this.#refused = refused;
  }

  /**
   * @returns the buffers that can be processed now
   * @throws UnfoldingError; GadgetError `frames-too-large`
   */
  take(buffer: ReconBuffer): PlannedUnfolding[] {
    let plan: UnfoldingPlan | undefined;
    try {
      plan = planUnfolding(buffer, this.#header);
    } catch (error) {
      this.#refuse(error);
    }
    const { plan: calibrated, stalls } =
      plan === undefined ? { plan, stalls: false } : this.#withNewestLines(buffer, plan);
    this.#waiting.push({ buffer, plan: calibrated });
    const resolved = this.#resolved(stalls);
    this.#requireRoom();
    return resolved;
  }

  /** @throws UnfoldingError if images still have no calibration */
  finish(): PlannedUnfolding[] {
    return this.#resolved(true);
  }

  /**
   * The plan, in which images without a calibration of their own have the newest lines of their slice. It stalls if a
   * lattice has come for the second time before the others.
   */
  #withNewestLines({ encoding }: ReconBuffer, plan: UnfoldingPlan): { plan: UnfoldingPlan; stalls: boolean } {
    let stalls = false;
    const images = plan.images.map((image, i) => {
      if (image === undefined || this.#kernels.canCalibrate(image)) return image;
      if (this.#kernels.has(image, encoding) && !this.#newest.has(encoding, image.header)) return image;
      const added = this.#newest.add(plan.imaging, i, encoding, image.header);
      if (added.moved) this.#kernels.forget(image, encoding);
      if (this.#kernels.ignores(image, encoding)) return image;
      const interleaved: UndersampledImage = { ...image, calibration: added.block(), mode: "interleaved" };
      if (this.#kernels.canCalibrate(interleaved)) return interleaved;
      stalls ||= !added.grew;
      return image;
    });
    // The weights of a complete cycle are also those of the frames that wait for it.
    for (const image of images)
      if (image?.mode === "interleaved") this.#kernels.of(image, encoding, plan.imaging.shape.coils);
    return { plan: { ...plan, images }, stalls };
  }

  #requireRoom(): void {
    const { BYTES_PER_ELEMENT } = Float32Array;
    const waiting = this.#waiting.reduce(
      (sum, { buffer }) => sum + BYTES_PER_ELEMENT * buffer.imaging.samples.length,
      0,
    );
    const bytes = waiting + this.#newest.bytes + this.#kernels.bytes;
    const what = `${counted(this.#waiting.length, "frame")} that wait for weights, the newest lines and the weights`;
    this.#room.require(what, bytes, "frames-too-large", "send calibration lines with the first frame of each slice");
  }

  /** @param atOnce whether waiting for further lines is useless */
  #resolved(atOnce: boolean): PlannedUnfolding[] {
    const resolved: PlannedUnfolding[] = [];
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined) return resolved;
      const { buffer, plan } = next;
      const open = plan?.images.some(
        (image) => image && !this.#kernels.canCalibrate(image) && !this.#kernels.has(image, buffer.encoding),
      );
      if (open && !atOnce) return resolved;
      this.#waiting.shift();
      try {
        const { coils } = buffer.imaging.shape;
        const slots = plan?.images.map((image) => image && this.#kernels.of(image, buffer.encoding, coils)) ?? [];
        const renewals = slots.flatMap((slot, i) => (slot && this.#kernels.renewalOf(plan!.images[i]!, slot)) ?? []);
        resolved.push({ buffer, plan, slots, renewals });
      } catch (error) {
        this.#refuse(error);
        resolved.push({ buffer, plan: undefined, slots: [], renewals: [] });
      }
    }
  }

  #refuse(error: unknown): void {
    if (this.#refused === undefined || !isRefusal(error)) throw error;
    this.#refused(error);
  }
}

function isRefusal(error: unknown): error is UnfoldingError | CalibrationError {
  return error instanceof UnfoldingError || error instanceof CalibrationError;
}
