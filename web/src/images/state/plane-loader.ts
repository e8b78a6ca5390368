import type { Attributes } from "../../../../src/mrd/index.ts";
import { readAttributes } from "../../api/attributes.ts";
import { getPlane, type SeriesName } from "../../api/images.ts";
import type { Place } from "../model/axes.ts";
import { ByteCache } from "../model/byte-cache.ts";
import type { Plane } from "../model/plane.ts";

/** What a page keeps of images that it may show again. */
const CACHE_BYTES = 256 << 20;
/** Requests for images that may be shown next, at the same time. */
const PREFETCHES = 2;

/** A plane with what its image says of it. */
export interface LoadedPlane {
  readonly plane: Plane;
  /** Of the image. */
  readonly attributes: Attributes;
}

/** Which plane of which series. */
export interface PlaneName {
  readonly series: SeriesName;
  readonly place: Place;
  /** Whether the three channels are shown together. */
  readonly isColour: boolean;
}

interface Loading {
  readonly promise: Promise<LoadedPlane>;
  readonly abort: AbortController;
  /** Whether the plane may be shown next, but is not shown now. */
  prefetch: boolean;
}

/** Loads planes, keeps those shown last, and loads in advance what will probably be shown next. */
export class PlaneLoader {
  readonly #cache = new ByteCache<LoadedPlane>(CACHE_BYTES);
  readonly #loading = new Map<string, Loading>();
  #queue: readonly PlaneName[] = [];

  /** The plane, if it is there already. */
  loaded(name: PlaneName): LoadedPlane | undefined {
    return this.#cache.get(keyOf(name));
  }

  /**
   * Loads a plane. The promise is rejected if `abandon` is called for it.
   * @throws RequestError, MrdError
   */
  load(name: PlaneName): Promise<LoadedPlane> {
    const there = this.loaded(name);
    if (there !== undefined) return Promise.resolve(there);
    const loading = this.#loading.get(keyOf(name));
    if (loading === undefined) return this.#start(name, false).promise;
    loading.prefetch = false;
    return loading.promise;
  }

  /** Aborts the request for a plane that was to be shown, unless it has been answered. */
  abandon(name: PlaneName): void {
    this.#abort(keyOf(name));
  }

  /** Loads planes when nothing else is to be loaded, the first ones first. Those of an earlier call are given up. */
  prefetch(names: readonly PlaneName[]): void {
    const keys = new Set(names.map(keyOf));
    for (const [key, { prefetch }] of this.#loading) if (prefetch && !keys.has(key)) this.#abort(key);
    this.#queue = names;
    this.#prefetchNext();
  }

  #abort(key: string): void {
    this.#loading.get(key)?.abort.abort();
    this.#loading.delete(key);
  }

  #prefetchNext(): void {
    while (this.#loading.size < PREFETCHES) {
      const [next, ...others] = this.#queue;
      if (next === undefined) return;
      this.#queue = others;
      if (!this.#cache.has(keyOf(next)) && !this.#loading.has(keyOf(next))) {
        this.#start(next, true).promise.catch(() => {}); // It is requested again, and the error reported, when it is shown.
      }
    }
  }

  #start(name: PlaneName, prefetch: boolean): Loading {
    const key = keyOf(name);
    const abort = new AbortController();
    const promise = request(name, abort.signal)
      .then((loaded) => {
        this.#cache.set(key, loaded, 2 * loaded.plane.data.byteLength);
        return loaded;
      })
      .finally(() => {
        if (this.#loading.get(key) === loading) this.#loading.delete(key);
        this.#prefetchNext();
      });
    const loading: Loading = { promise, abort, prefetch };
    this.#loading.set(key, loading);
    return loading;
  }
}

async function request({ series, place, isColour }: PlaneName, signal: AbortSignal): Promise<LoadedPlane> {
  const channel = isColour ? undefined : place.channel;
  const { header, data, attributes } = await getPlane(series, { ...place, channel }, signal);
  const [width, height] = header.matrixSize as unknown as [number, number];
  return {
    plane: { width, height, channels: isColour ? 3 : 1, dataType: header.dataType, data },
    attributes: readAttributes(attributes),
  };
}

/** Names a plane within the page. */
export function keyOf({ series: { file, group, series }, place: { index, channel, z } }: PlaneName): string {
  return JSON.stringify([file, group, series, index, channel, z]);
}
