import { signal } from "@preact/signals";
import type { ImageHeader } from "../../../../src/mrd/index.ts";
import { getImageHeaders, type SeriesName } from "../../api/images.ts";
import { isColour, type Place, type Position, SeriesAxes } from "../model/axes.ts";
import { keyOf, type LoadedPlane, type PlaneLoader, type PlaneName } from "./plane-loader.ts";

/** A plane on the screen. */
export interface ShownPlane extends LoadedPlane {
  readonly header: ImageHeader;
  readonly place: Place;
}

/** Planes that represent a series where all of them would be too many. */
const SAMPLES = 5;
/** Larger planes are represented by the first one that is shown. */
const MOST_SAMPLED_PIXELS = 1 << 21;
/** A request for a plane that is no longer to be shown is aborted, unless the screen has not changed for this long. */
const LONGEST_STILL_MS = 150;
const LONGEST_WAIT_MS = 100;

/** A series and which of its planes is shown. */
export class ShownSeries {
  readonly axes: SeriesAxes;
  /** The plane that is shown: the last one that was loaded. */
  readonly plane = signal<ShownPlane | undefined>(undefined);
  /** Why there is none. */
  readonly failure = signal<string | undefined>(undefined);
  /** Some planes of the series, from which windows follow. */
  readonly samples = signal<readonly LoadedPlane[]>([]);
  #expected: PlaneName | undefined;
  #changedAt = 0;

  /** @param headers not empty */
  private constructor(
    readonly name: SeriesName,
    readonly headers: readonly ImageHeader[],
    private readonly loader: PlaneLoader,
  ) {
    this.axes = new SeriesAxes(headers);
  }

  /** Loads the headers of a series. @throws RequestError */
  static async open(name: SeriesName, loader: PlaneLoader, signal: AbortSignal): Promise<ShownSeries> {
    return new ShownSeries(name, await getImageHeaders(name, signal), loader);
  }

  /** The name by which a plane is loaded; `undefined` if there is no image at a position. */
  planeName(position: Position): PlaneName | undefined {
    const place = this.axes.place(position);
    return place && { series: this.name, place, isColour: isColour(this.headers[place.index]!) };
  }

  /** Whether showing a position needs no request. */
  isLoaded(position: Position): boolean {
    const name = this.planeName(position);
    return name === undefined || this.loader.loaded(name) !== undefined;
  }

  /** Shows the plane at a position, once it is loaded. A later call replaces an earlier one. */
  show(position: Position): void {
    const name = this.planeName(position);
    const before = this.#expected;
    if (name !== undefined && before !== undefined && keyOf(name) === keyOf(before)) return;
    this.#expected = name;
    if (before !== undefined && performance.now() - this.#changedAt < LONGEST_STILL_MS) this.loader.abandon(before);
    if (name !== undefined) this.#load(name);
    else {
      this.plane.value = undefined;
      this.failure.value = "the series has no image with these counters";
    }
  }

  #load(name: PlaneName): void {
    const loaded = this.loader.loaded(name);
    if (loaded !== undefined && this.samples.peek().length > 0) {
      this.#set(name, loaded);
      return;
    }
    this.#loadWithSamples(name).then(
      (plane) => {
        if (this.#expected === name) this.#set(name, plane);
      },
      (error: Error) => {
        if (this.#expected !== name) return;
        if (error.name === "AbortError")
          this.#load(name); // by another view of the same series
        else this.failure.value = error.message;
      },
    );
  }

  #set({ place }: PlaneName, loaded: LoadedPlane): void {
    this.#changedAt = performance.now();
    this.failure.value = undefined;
    this.plane.value = { ...loaded, header: this.headers[place.index]!, place };
  }

  /** The first plane waits for those that represent the series, but not long: its brightness would jump otherwise. */
  async #loadWithSamples(name: PlaneName): Promise<LoadedPlane> {
    const loading = this.loader.load(name);
    if (this.samples.peek().length > 0) return loading;
    const samples = this.#loadSamples();
    const plane = await loading;
    if (this.samples.peek().length === 0) {
      const waited = new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS));
      await Promise.race([samples, waited]);
      if (this.samples.peek().length === 0) this.samples.value = [plane];
    }
    return plane;
  }

  /** Planes that are distributed evenly over the series; none if they are large. */
  async #loadSamples(): Promise<void> {
    const { matrixSize } = this.headers[0]!;
    if (matrixSize[0]! * matrixSize[1]! > MOST_SAMPLED_PIXELS) return;
    const count = Math.min(SAMPLES, this.headers.length * Math.max(matrixSize[2]!, 1));
    const names = Array.from({ length: count }, (_, i): PlaneName => {
      const index = Math.floor(((i + 0.5) * this.headers.length) / count);
      const header = this.headers[index]!;
      const z = Math.floor(((i + 0.5) * header.matrixSize[2]!) / count);
      return { series: this.name, place: { index, channel: 0, z }, isColour: isColour(header) };
    });
    try {
      this.samples.value = await Promise.all(names.map((name) => this.loader.load(name)));
    } catch {
      // The window then follows from the first plane; the error is shown with the plane that cannot be read.
    }
  }
}
