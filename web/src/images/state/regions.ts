import { computed, signal } from "@preact/signals";
import type { Region } from "../model/regions.ts";

/** The regions that are drawn on the images of a view. */
export class Regions {
  readonly all = signal<readonly Region[]>([]);
  readonly selected = signal<number | undefined>(undefined);
  /** The region whose deviation is the noise; `undefined`: none. */
  readonly noise = signal<number | undefined>(undefined);
  readonly selectedRegion = computed(() => this.all.value.find(({ id }) => id === this.selected.value));
  #next = 1;

  /** Starts a region at a point. */
  add(shape: Region["shape"], x: number, y: number): Region {
    const region: Region = { id: this.#next, shape, x0: x, y0: y, x1: x, y1: y };
    this.#next += 1;
    this.all.value = [...this.all.value, region];
    this.selected.value = region.id;
    return region;
  }

  replace(region: Region): void {
    this.all.value = this.all.value.map((each) => (each.id === region.id ? region : each));
  }

  remove(id: number): void {
    this.all.value = this.all.value.filter((region) => region.id !== id);
    if (this.noise.value === id) this.noise.value = undefined;
    if (this.selected.value === id) this.selected.value = this.all.value.at(-1)?.id;
  }
}
