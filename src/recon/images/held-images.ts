import type { MemoryBudget } from "../../gadget-api/index.ts";
import type { Image } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { heldBytes } from "../buckets/index.ts";

/** Images that a step holds until a group is complete. */
export class HeldImages {
  #images: Image[] = [];
  #bytes = 0;
  readonly #room: MemoryBudget;

  /** @param room limits the memory of all images that are held */
  constructor(room: MemoryBudget) {
    this.#room = room;
  }

  get last(): Image | undefined {
    return this.#images.at(-1);
  }

  /** @throws GadgetError `too-many-images` */
  add(image: Image): void {
    this.#images.push(image);
    this.#bytes += heldBytes(image);
    const what = `${counted(this.#images.length, "image")} that belong together`;
    this.#room.require(what, this.#bytes, "too-many-images", "send fewer at a time");
  }

  /** All held images, in the order of arrival. Nothing is held afterwards. */
  take(): readonly Image[] {
    const images = this.#images;
    this.#images = [];
    this.#bytes = 0;
    return images;
  }
}
