import { expect, it } from "vitest";
import type { Image } from "../../src/mrd/index.ts";
import { LiveImages } from "../../src/session/live/live-images.ts";
import { image } from "../support/messages.ts";

const numbered = (imageIndex: number): Image => image([0, imageIndex], { imageIndex });

/** Images whose time is set by hand. */
function liveImages() {
  let now = 0;
  const images = new LiveImages(() => now);
  const sent: number[] = [];
  return {
    images,
    wait: (ms: number) => {
      now += ms;
    },
    /** @param ms that sending an image takes */
    take: (ms = 0, all = false) => {
      sent.length = 0;
      images[all ? "takeAll" : "take"](({ index }) => {
        now += ms;
        sent.push(index);
      });
      return [...sent];
    },
  };
}

it("takes the newest image, and of many the first ones, too", () => {
  const { images, take } = liveImages();
  expect(take()).toEqual([]);
  images.add(numbered(1));
  expect(take()).toEqual([1]);
  for (let i = 2; i <= 20; i += 1) images.add(numbered(i));
  expect(take()).toEqual([2, 3, 20]);
  expect(take()).toEqual([]);
});

it("takes no more than 2 ms and 0.5 % of the time, but in the end the newest one", () => {
  const { images, take, wait } = liveImages();
  images.add(numbered(1));
  expect(take(3)).toEqual([1]);
  images.add(numbered(2));
  images.add(numbered(3));
  wait(190);
  expect(take()).toEqual([]);
  wait(20);
  expect(take(10)).toEqual([3]);
  images.add(numbered(4));
  images.add(numbered(5));
  expect(take(0, true)).toEqual([5]);
});

it("keeps no image without pixels", () => {
  const { images, take } = liveImages();
  images.add(image([], { imageIndex: 1 }));
  expect(take()).toEqual([]);
});

it("takes at most 20 ms at one time after a long pause", () => {
  const { images, take, wait } = liveImages();
  wait(3_600_000);
  images.add(numbered(1));
  expect(take(22)).toEqual([1]);
  images.add(numbered(2));
  wait(370);
  expect(take()).toEqual([]);
  wait(30);
  expect(take()).toEqual([2]);
});

it("keeps nothing of an image that is not the newest any more", () => {
  const { images } = liveImages();
  const first = image([1, 2], { imageIndex: 1 });
  images.add(first);
  images.add(image([3, 4], { imageIndex: 2 }));
  first.data.fill(0); // as in memory that is used again
  const ranges: number[][] = [];
  images.takeAll(({ minimum, maximum }) => ranges.push([minimum, maximum]));
  expect(ranges).toEqual([
    [1, 2],
    [3, 4],
  ]);
});
