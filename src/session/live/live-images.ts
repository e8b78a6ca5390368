import type { Image } from "../../mrd/index.ts";
import { type ReducedImage, reduceImage } from "./reduced-image.ts";

/** Reduced images that wait to be sent to browsers, in addition to the newest. */
const MOST_REDUCED = 2;

/** Share of the session's time that images may take; what they may take at first, and at one time, in ms. */
const MOST_TIME = 0.005;
const FIRST_MS = 2;
const MOST_MS = 20;

/**
 * Images of a session for browsers: the newest one, and some of those before it. Only one is kept as it is, and only
 * until the next: images that are kept for longer survive collections of V8's young generation, which costs a session
 * of many images more than all else that browsers see.
 */
export class LiveImages {
  readonly #now: () => number;
  readonly #reduced: ReducedImage[] = [];
  #newest: Image | undefined;
  /** Time that images may still take, and when it was computed. */
  #creditMs = FIRST_MS;
  #creditAt: number;

  /** @param now time in ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#creditAt = now();
  }

  /** @param image nothing is written to its memory any more */
  add(image: Image): void {
    if (this.#reduced.length < MOST_REDUCED && this.#mayTakeTime()) this.#reduceNewest();
    this.#newest = image;
  }

  /**
   * Takes the images that wait, the newest last, unless images have taken too much of the session's time.
   * @param send takes part of that time, too
   */
  take(send: (image: ReducedImage) => void): void {
    if (this.#mayTakeTime()) this.takeAll(send);
  }

  /** Takes the images that wait, the newest last, whatever time that costs. */
  takeAll(send: (image: ReducedImage) => void): void {
    this.#reduceNewest();
    this.#measured(() => {
      for (const image of this.#reduced.splice(0)) send(image);
    });
  }

  #mayTakeTime(): boolean {
    const now = this.#now();
    this.#creditMs = Math.min(this.#creditMs + MOST_TIME * (now - this.#creditAt), MOST_MS);
    this.#creditAt = now;
    return this.#creditMs >= 0;
  }

  #reduceNewest(): void {
    const image = this.#newest;
    if (image === undefined) return;
    this.#newest = undefined;
    this.#measured(() => {
      const reduced = reduceImage(image);
      if (reduced !== undefined) this.#reduced.push(reduced);
    });
  }

  #measured(work: () => void): void {
    const before = this.#now();
    work();
    this.#creditMs -= this.#now() - before;
  }
}
