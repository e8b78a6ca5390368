import type { Message, SampleMemory } from "../../gadget-api/index.ts";
import type { Acquisition } from "../../mrd/index.ts";
import {
  OversamplingRemoval,
  type ReadoutWork,
  readoutResultLength,
  runReadoutWork,
} from "../../numerics/cartesian/index.ts";

/** Work on a readout that is put off until someone asks for its result, so that steps can share one pass over it. */
class DeferredWork {
  /** What the work is still to be done on, `[coils][samples]`; `undefined` when it is done. */
  source: Float32Array | undefined;
  #result: Float32Array | undefined;
  #data: Float32Array | undefined;

  constructor(
    readonly work: ReadoutWork,
    source: Float32Array,
  ) {
    this.source = source;
  }

  /** Takes the result of the work. Its source may then be used again. */
  settle(result: Float32Array): void {
    this.source = undefined;
    this.#result = result;
  }

  takeResult(): Float32Array | undefined {
    const result = this.#result;
    this.#result = undefined;
    return result;
  }

  get image(): Float32Array | undefined {
    return this.work.samplesOut === undefined ? undefined : this.#settled();
  }

  get data(): Float32Array {
    const { samples, samplesOut, coils } = this.work;
    if (samplesOut === undefined) return this.#settled();
    this.#data ??= new OversamplingRemoval(samples, samplesOut).toKSpace(this.#settled(), coils);
    return this.#data;
  }

  #settled(): Float32Array {
    if (this.source !== undefined) {
      const result = new Float32Array(readoutResultLength(this.work));
      runReadoutWork(this.work, this.source, result);
      this.settle(result);
    }
    if (this.#result === undefined) throw new TypeError("the samples of this readout were given back to their memory");
    return this.#result;
  }
}

/**
 * The work is private to the message, so a changed copy (`{ ...readout, data }`) has none and can't contradict its own data.
 */
class DeferredReadout implements Acquisition {
  readonly kind = "acquisition";
  readonly header: Acquisition["header"];
  readonly trajectory: Float32Array;
  declare readonly data: Float32Array;
  readonly #work: DeferredWork;

  constructor({ header, trajectory }: Pick<Acquisition, "header" | "trajectory">, work: DeferredWork) {
    this.header = header;
    this.trajectory = trajectory;
    this.#work = work;
    Object.defineProperty(this, "data", DeferredReadout.#data);
  }

  /** Of each message itself, so that copies have it, but one and the same, so that messages have one shape. */
  static readonly #data: PropertyDescriptor & ThisType<DeferredReadout> = {
    enumerable: true,
    get() {
      return this.#work.data;
    },
  };

  static workOf(message: Message): DeferredWork | undefined {
    return #work in message ? message.#work : undefined;
  }
}

/** A readout whose coils are mixed by a matrix, as `applyToCoils` does it, when its samples are first asked for. */
export function mixedReadout(acquisition: Acquisition, coilMatrix: Float32Array): Acquisition {
  const before = DeferredReadout.workOf(acquisition);
  const joined = before?.source !== undefined && before.work.coilMatrix === undefined;
  const work = { ...(joined ? before.work : shapeOf(acquisition)), coilMatrix };
  return new DeferredReadout(acquisition, new DeferredWork(work, joined ? before.source! : acquisition.data));
}

/**
 * A readout whose oversampling is removed when its samples are first asked for. They are known in image space first, and
 * who can go on from there spares two transforms: removing oversampling leads there and back, and the reconstruction leads
 * there again.
 * @param changed header and trajectory of the readout with `samplesOut` samples
 */
export function croppedReadout(
  acquisition: Acquisition,
  changed: Pick<Acquisition, "header" | "trajectory">,
  samplesOut: number,
): Acquisition {
  const before = DeferredReadout.workOf(acquisition);
  const joined = before?.source !== undefined && before.work.samplesOut === undefined;
  const work = { ...(joined ? before.work : shapeOf(acquisition)), samplesOut };
  return new DeferredReadout(changed, new DeferredWork(work, joined ? before.source! : acquisition.data));
}

/** The readout's samples in image space, `[channels][samples]`, where they are known. */
export function imageSpaceOf(acquisition: Acquisition): Float32Array | undefined {
  return DeferredReadout.workOf(acquisition)?.image;
}

/** Gives back the memory of samples that a session made for a readout which nobody refers to any more. */
export function giveBack(acquisition: Acquisition, memory: SampleMemory): void {
  if (!memory.goesRound) return;
  const result = DeferredReadout.workOf(acquisition)?.takeResult();
  if (result !== undefined) memory.give(result);
}

/** Whether a message is a readout whose work was put off, done by now or not. */
export function isDeferred(message: Message): boolean {
  return DeferredReadout.workOf(message) !== undefined;
}

/** Work on a readout that is still to be done. */
export interface UnsettledWork {
  readonly work: ReadoutWork;
  /** What it is to be done on, `[coils][samples]`. */
  readonly source: Float32Array;
  /** Takes the result of the work, as `runReadoutWork` makes it. The source may then be used again. */
  settle(result: Float32Array): void;
}

/** What is still to be done for a message, if it is a readout and there is any. */
export function unsettledWork(message: Message): UnsettledWork | undefined {
  const found = DeferredReadout.workOf(message);
  return found?.source === undefined ? undefined : (found as UnsettledWork);
}

function shapeOf({ header }: Acquisition): ReadoutWork {
  return { coils: header.activeChannels, samples: header.numberOfSamples };
}
