import { type GadgetContext, MemoryBudget } from "../../gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag, type AcquisitionHeader } from "../../mrd/index.ts";
import { type LinearPhase, multiplyLines, noPhase, type PhaseModel } from "../../numerics/epi/index.ts";
import { isAuxiliary } from "../buckets/index.ts";
import { inImageSpace } from "../readouts/index.ts";
import { EchoTrain, type PlacedEcho } from "./echo-train.ts";
import { EpiError } from "./errors.ts";
import { ShotPhase } from "./shot-phase.ts";
import { UnnavigatedImage } from "./unnavigated-image.ts";

export interface PhaseOptions {
  readonly model: PhaseModel;
  /** Repetitions over which phases are fitted, 0 for none. */
  readonly filter: number;
  /** What to do with lines in both directions that have no navigators. */
  readonly withoutNavigators: "image" | "error" | "pass";
  readonly maxBytes: number;
}

/** A readout in its order, and what leaves for it once it is known. */
interface Queued {
  readonly readout: Acquisition;
  result: Acquisition | undefined;
}

/** Ghosts above this part of the object are reported as a warning. */
const STRONG_GHOST = 0.1;

/**
 * Corrects the phase of lines in both directions: of each slice by the navigators before them, or by the image itself.
 * Readouts leave in their order; those whose phase is not known yet wait, and all after them.
 */
export class PhaseQueue {
  readonly #context: GadgetContext;
  readonly #options: PhaseOptions;
  readonly #room: MemoryBudget;
  readonly #trains = new Map<string, EchoTrain>();
  readonly #waiting = new Map<string, UnnavigatedImage>();
  /** Phases that were found from images. */
  readonly #found = new Map<string, LinearPhase>();
  /** Slices whose lines all run in one direction. */
  readonly #plain = new Set<string>();
  readonly #reported = new Set<string>();
  readonly #queue: Queued[] = [];
  #heldBytes = 0;

  constructor(context: GadgetContext, options: PhaseOptions) {
    this.#context = context;
    this.#options = options;
    this.#room = new MemoryBudget(options.maxBytes, context);
  }

  /**
   * @returns the readouts that need not wait any longer
   * @throws EpiError `no-navigators`; GadgetError `bucket-too-large`, `readout-mismatch`, `not-finite`
   */
  take(acquired: Acquisition): readonly Acquisition[] {
    const { header } = acquired;
    if (header.has(AcquisitionFlag.noiseMeasurement)) return this.#leave(acquired);
    const isNavigator = header.has(AcquisitionFlag.phaseCorrectionData);
    if (isAuxiliary(header) && !isNavigator) return this.#leave(acquired);
    const key = sliceKey(header);
    const train = this.#trainOf(key, header);
    const readout = inImageSpace(acquired);
    if (isNavigator) {
      train.addNavigator({ data: readout.data, reversed: readout.reversed === true }, header);
      return [];
    }
    const place = train.next(header);
    if (place === undefined) return this.#plain.has(key) ? this.#leave(readout) : this.#wait(key, readout);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      this.#reportShot(key, place.shot, waiting.first);
      this.#settleBy(key, waiting, place.shot);
    }
    this.#reportShot(key, place.shot, header);
    return this.#leave(readout, this.#corrected(readout, place));
  }

  /** Returns all that still wait. @throws EpiError `no-navigators` */
  finish(): readonly Acquisition[] {
    for (const [key, image] of this.#waiting) this.#settle(key, image);
    return this.#released();
  }

  /** The shots of a readout's slice. @throws GadgetError `readout-mismatch` */
  #trainOf(key: string, header: AcquisitionHeader): EchoTrain {
    let train = this.#trains.get(key);
    if (train === undefined) {
      train = new EchoTrain(this.#options.model, this.#options.filter, header);
      this.#trains.set(key, train);
    }
    train.requireSize(header);
    return train;
  }

  #leave(readout: Acquisition, result = readout): readonly Acquisition[] {
    if (this.#queue.length === 0) return [result];
    this.#hold({ readout, result });
    return this.#released();
  }

  #wait(key: string, readout: Acquisition): readonly Acquisition[] {
    const before = this.#waiting.get(key);
    if (before !== undefined && !before.has(readout.header)) this.#settle(key, before);
    let image = this.#waiting.get(key);
    if (image === undefined) {
      image = new UnnavigatedImage();
      this.#waiting.set(key, image);
    }
    image.add(readout);
    this.#hold({ readout, result: undefined });
    const isPlain = image.lines.length > 1 && !image.alternates;
    if (isPlain || image.isComplete) this.#settle(key, image);
    return this.#released();
  }

  #hold(queued: Queued): void {
    this.#queue.push(queued);
    this.#heldBytes += queued.readout.data.byteLength;
    this.#room.require(
      "readouts that wait for navigators",
      this.#heldBytes,
      "bucket-too-large",
      "acquire navigators before each shot",
    );
  }

  #released(): readonly Acquisition[] {
    const waiting = this.#queue.findIndex(({ result }) => result === undefined);
    const ready = this.#queue.splice(0, waiting < 0 ? this.#queue.length : waiting);
    for (const { readout } of ready) this.#heldBytes -= readout.data.byteLength;
    return ready.map(({ result }) => result!);
  }

  /** Corrects an image without navigators. */
  #settle(key: string, image: UnnavigatedImage): void {
    if (!image.alternates) {
      this.#plain.add(key);
      this.#settleBy(key, image, undefined);
      return;
    }
    const { withoutNavigators } = this.#options;
    const { slice, repetition, numberOfSamples } = image.first;
    const lacks = `slice ${slice} of repetition ${repetition} has no navigators`;
    const found = withoutNavigators === "image" ? image.phase(numberOfSamples, this.#found.get(key)) : undefined;
    if (found === undefined) {
      const why = withoutNavigators === "image" ? ", and is not fully sampled" : "";
      if (withoutNavigators !== "pass") {
        throw new EpiError("no-navigators", `${lacks}${why}: the phase of its reversed lines is unknown`);
      }
      this.#context.reportOnce(`uncorrected ${key}`, "warning", `${lacks}: its image has ghosts`);
      this.#settleBy(key, image, undefined);
      return;
    }
    this.#found.set(key, found.oddEven);
    const phase = { ...noPhase, oddEven: found.oddEven };
    const shot = new ShotPhase(phase, numberOfSamples, found.ghost, repetition);
    this.#context.reportOnce(
      `by image ${key}`,
      "info",
      `${lacks}: its phase is that with which the image has the lowest entropy`,
    );
    this.#reportShot(key, shot, image.first);
    this.#settleBy(key, image, shot);
  }

  /** Lets the lines of an image go, corrected by a phase. */
  #settleBy(key: string, image: UnnavigatedImage, shot: ShotPhase | undefined): void {
    this.#waiting.delete(key);
    const lines = new Set(image.lines);
    for (const queued of this.#queue) {
      if (!lines.has(queued.readout)) continue;
      queued.result =
        shot === undefined
          ? unmarked(queued.readout, queued.readout.data)
          : this.#corrected(queued.readout, { shot, echo: 0 });
    }
  }

  #corrected(readout: Acquisition, { shot, echo }: PlacedEcho): Acquisition {
    const { memory } = this.#context;
    const { data, reversed = false } = readout;
    const result = memory.allocate(data.length);
    multiplyLines(data, shot.factors.at({ echo, reversed }), result);
    memory.release(data);
    return { ...unmarked(readout, result), facts: shot.facts };
  }

  /** Reports the first shot of each slice, and repetitions without navigators. */
  #reportShot(key: string, shot: ShotPhase, { slice, set, repetition, encodingSpaceRef }: AcquisitionHeader): void {
    const isNew = !this.#reported.has(key);
    const isOld = shot.repetition !== repetition;
    if (!isNew && !isOld) return;
    this.#reported.add(key);
    const encoding = encodingSpaceRef > 0 ? `, encoding ${encodingSpaceRef}` : "";
    const of = `slice ${slice}${set > 0 ? `, set ${set}` : ""}${encoding}`;
    if (isNew) this.#context.report(shot.ghost > STRONG_GHOST ? "warning" : "info", `${of}: ${shot.text}`);
    if (!isOld) return;
    this.#context.reportOnce(
      `old navigators of ${of}`,
      "warning",
      `${of}: repetition ${repetition} has no navigators of its own; those of repetition ${shot.repetition} are used`,
    );
  }
}

/** A line after its correction, or one that needs none: without the mark of reversed lines. */
function unmarked({ kind, header, trajectory, space }: Acquisition, data: Float32Array): Acquisition {
  return { kind, header, trajectory, space, data };
}

function sliceKey({ encodingSpaceRef, slice, set }: AcquisitionHeader): string {
  return `${encodingSpaceRef}:${slice}:${set}`;
}
