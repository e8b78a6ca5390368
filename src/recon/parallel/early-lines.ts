import type { GadgetContext, KSpace, KSpaceShape, ReconBuffer } from "../../gadget-api/index.ts";
import type { Acquisition, AcquisitionHeader } from "../../mrd/index.ts";
import type { StoredLine } from "../../numerics/cartesian/index.ts";
import { fillMs, type GrappaKernel, type ImageFilling, targetOffsets } from "../../numerics/parallel/index.ts";
import { ExpectedFrame, type TakenLines } from "./expected-frame.ts";
import { fillingOf } from "./filled-lines.ts";
import type { Kernel, KernelSlot, WeightsChoice } from "./grappa-kernels.ts";
import type { UndersampledImage, UnfoldingPlan } from "./unfolding-plan.ts";

/** Lines of each target that are computed together: the matrices of a kernel take the time of a few lines. */
const ENOUGH = 8;
/** A session that does nothing else for a longer time would delay what comes. */
const MOST_MS = 30;
/** Memory of lines of frames that are not complete. */
const MOST_BYTES = 2 ** 27;
/** Turns of the event loop without a readout after which the thread has nothing else to do. */
const IDLE_TURNS = 2;
/** Readouts that come without such a pause; beyond, no frame is filled early. */
const MOST_PENDING = 1024;

/** A frame that is being acquired, and what its weights come from. */
interface Expected {
  /** Missing until there is time for it. */
  frame: ExpectedFrame | undefined;
  readonly before: Pick<KSpace, "shape" | "counts" | "headers">;
  kernel: Kernel;
  readonly slot: KernelSlot;
  readonly image: UndersampledImage;
}

/**
 * Fills lines of frames while these are being acquired, in the time between two readouts, by weights that are known.
 * When a frame is complete, only those of its lines are left whose neighbours came last.
 */
export class EarlyLines {
  readonly #memory: GadgetContext["memory"];
  readonly #choice: WeightsChoice;
  readonly #isLive: boolean;
  /** By what frames have in common, and then by the offset of their lattice. */
  readonly #expected = new Map<string, Map<string, Expected>>();
  /** Readouts that were not added to frames. */
  #pending: Acquisition[] = [];
  #turn: NodeJS.Immediate | undefined;
  #turns = 0;

  constructor({ early, memory }: Pick<GadgetContext, "early" | "memory">, choice: WeightsChoice) {
    this.#memory = memory;
    this.#choice = choice;
    this.#isLive = early !== undefined;
    early?.listen((readout) => {
      if (this.#expected.size === 0) return;
      if (this.#pending.length === MOST_PENDING) this.#pending = [];
      this.#pending.push(readout);
      this.#turns = 0;
      this.#wait();
    });
  }

  /**
   * The lines of a complete frame that are computed, and those that are left.
   * @returns `undefined` if nothing is known of it
   */
  take(
    { encoding }: ReconBuffer,
    plan: UnfoldingPlan,
    filling: ImageFilling,
    stored: readonly (StoredLine | undefined)[],
  ) {
    const image = singleImage(plan);
    const frames = image && this.#expected.get(keyOf(encoding, image.header));
    const key = image && String(image.lattice.offset);
    const expected = key === undefined ? undefined : frames?.get(key);
    const own = new Set(stored.map((line) => line?.samples));
    this.#pending.splice(0, this.#pending.findLastIndex(({ data }) => own.has(data)) + 1);
    frames?.delete(key!);
    const frame = expected?.frame;
    if (frame === undefined) return undefined;
    const taken: TakenLines = frame.take(filling, stored);
    return { ...taken, release: () => frame.release() };
  }

  /** Expects a frame like the one that has been filled. */
  expect(
    { encoding }: Pick<ReconBuffer, "encoding">,
    plan: UnfoldingPlan | undefined,
    slot: KernelSlot | undefined,
  ): void {
    const image = plan && singleImage(plan);
    if (!this.#isLive || image === undefined || slot?.kernel.weights === undefined) return;
    if (this.#choice === "newest" && image.calibration !== undefined) return; // the next frame has weights of its own
    const { shape, counts, headers } = plan!.imaging;
    const { kernel } = slot;
    if (batchMs(shape, kernel.calibration.kernel) > MOST_MS) return;
    const before = { shape, counts, headers };
    const key = keyOf(encoding, image.header);
    const frames = this.#expected.get(key) ?? new Map<string, Expected>();
    this.#expected.set(key, frames);
    frames.get(String(image.lattice.offset))?.frame?.release();
    frames.set(String(image.lattice.offset), { frame: undefined, before, kernel, slot, image });
  }

  /** Ends all work. */
  close(): void {
    clearImmediate(this.#turn);
    this.#expected.clear();
  }

  #wait(): void {
    this.#turn ??= setImmediate(() => {
      this.#turn = undefined;
      this.#turns += 1;
      try {
        if (this.#turns < IDLE_TURNS || this.#work()) this.#wait();
      } catch {
        this.#expected.clear(); // The frame is filled when it is complete; an error then is that of the step.
      }
    });
  }

  /** @returns whether there may be more to do */
  #work(): boolean {
    const all = [...this.#expected.values()].flatMap((frames) => [...frames.values()]);
    for (const readout of this.#pending.splice(0)) {
      const { header } = readout;
      const frames = this.#expected.get(keyOf(header.encodingSpaceRef, header));
      for (const expected of frames?.values() ?? []) this.#frameOf(expected).add(readout);
    }
    if (all.reduce((sum, expected) => sum + this.#frameOf(expected).bytes, 0) > MOST_BYTES) return false;
    for (const expected of all) {
      const { slot, image } = expected;
      if (slot.kernel !== expected.kernel) {
        expected.frame = this.#frameOf(expected).with(fillingOf(image, slot.kernel));
        expected.kernel = slot.kernel;
      }
      if (this.#frameOf(expected).compute(ENOUGH)) return true;
    }
    return false;
  }

  #frameOf(expected: Expected): ExpectedFrame {
    const { before, image, kernel } = expected;
    expected.frame ??= new ExpectedFrame(before, fillingOf(image, kernel), this.#memory);
    return expected.frame;
  }
}

/** Estimated time in which no readout can be received. */
function batchMs({ e0, e1, e2, coils }: KSpaceShape, kernel: GrappaKernel): number {
  const lines = targetOffsets(kernel).map(() => new Uint32Array(ENOUGH));
  const images = [{ kernel, lines, periodic: [false, false] as const, weights: new Float32Array(0) }];
  return fillMs({ shape: [e0, e1, e2], coils, readout: "image", images });
}

/** The image of a buffer that has only one, in image space along the readout. */
function singleImage({ imaging, images }: UnfoldingPlan): UndersampledImage | undefined {
  return images.length === 1 && imaging.readout === "image" ? images[0] : undefined;
}

function keyOf(encoding: number, { slice, contrast, set, phase }: AcquisitionHeader): string {
  return [encoding, slice, contrast, set, phase].join(" ");
}
