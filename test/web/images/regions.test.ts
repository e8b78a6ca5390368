import { describe, expect, it } from "vitest";
import type { Values } from "../../../web/src/images/model/plane.ts";
import { profileAlong } from "../../../web/src/images/model/profile.ts";
import { movedRegion, statisticsOf } from "../../../web/src/images/model/regions.ts";
import {
  barLengthMm,
  fitted,
  panned,
  toImage,
  transformOf,
  zoomedAt,
} from "../../../web/src/images/model/transform.ts";

/** `[height][width]`, with value 10 · y + x. */
function ramp(width: number, height: number): Values {
  return {
    width,
    height,
    values: Float32Array.from({ length: width * height }, (_, i) => 10 * Math.floor(i / width) + (i % width)),
  };
}

describe("statistics of a region", () => {
  const rectangle = { id: 1, shape: "rectangle", x0: 1, y0: 2, x1: 4, y1: 4 } as const;

  // r = np.add.outer(10 * np.arange(2, 4), np.arange(1, 4)); r.mean(), r.std(), r.min(), r.max()
  it("are NumPy's of the pixels in a rectangle", () => {
    const { n, mean, std, min, max } = statisticsOf(ramp(8, 8), rectangle);
    expect([n, mean, min, max]).toEqual([6, 27, 21, 33]);
    expect(std).toBeCloseTo(5.066228051190222, 10);
  });

  it("do not depend on the direction in which it was drawn", () => {
    const { x0, x1, y0, y1 } = rectangle;
    const drawn = statisticsOf(ramp(8, 8), { ...rectangle, x0: x1, x1: x0, y0: y1, y1: y0 });
    expect(drawn).toEqual(statisticsOf(ramp(8, 8), rectangle));
  });

  it("are of the pixels whose centres are in an ellipse", () => {
    // np.sum(((x + .5 - 4) / 3)**2 + ((y + .5 - 4) / 2)**2 <= 1 for x, y in np.ndindex(8, 8))
    const ellipse = { id: 1, shape: "ellipse", x0: 1, y0: 2, x1: 7, y1: 6 } as const;
    expect(statisticsOf(ramp(8, 8), ellipse).n).toBe(20);
    expect(statisticsOf(ramp(8, 8), ellipse).mean).toBeCloseTo(38.5, 10);
  });

  it("leave out pixels outside of the image, and those that are not finite", () => {
    const image = ramp(2, 2);
    image.values[3] = Number.NaN;
    expect(statisticsOf(image, { ...rectangle, x0: -5, y0: -5, x1: 9, y1: 9 })).toMatchObject({ n: 3, max: 10 });
    expect(statisticsOf(image, movedRegion(rectangle, 100, 0))).toMatchObject({ n: 0, mean: Number.NaN });
  });
});

describe("a profile", () => {
  it("has the values along its line, and distances in mm", () => {
    const { values, distancesMm } = profileAlong(ramp(8, 8), { x0: 0.5, y0: 2.5, x1: 4.5, y1: 2.5 }, [2, 3]);
    expect(values).toEqual([20, 20.5, 21, 21.5, 22, 22.5, 23, 23.5, 24]);
    expect(distancesMm.at(-1)).toBe(8);
  });

  it("interpolates between pixels in both directions", () => {
    const { values } = profileAlong(ramp(8, 8), { x0: 0.5, y0: 0.5, x1: 3.5, y1: 1.5 }, [1, 1]);
    for (const [i, value] of values.entries()) expect(value).toBeCloseTo((13 * i) / (values.length - 1), 5);
  });

  it("is NaN outside of the image", () => {
    const { values } = profileAlong(ramp(2, 2), { x0: -3, y0: 0.5, x1: 1.5, y1: 0.5 }, [1, 1]);
    expect(values[0]).toBeNaN();
    expect(values.at(-1)).toBe(1);
  });

  it("of an image of one row or column has its values", () => {
    expect(profileAlong(ramp(1, 3), { x0: 0.5, y0: 0.5, x1: 0.5, y1: 2.5 }, [1, 1]).values.at(-1)).toBe(20);
  });
});

describe("the place of an image in its viewport", () => {
  const image = { width: 100, height: 50 };
  const viewport = { width: 400, height: 400 };
  const transform = transformOf(image, [1, 2], viewport, fitted);

  it("fits, with pixels of their shape", () => {
    expect(transform).toEqual({ scaleX: 4, scaleY: 8, left: 0, top: 0 });
    expect(toImage(transform, 200, 200)).toEqual([50, 25]);
  });

  it("keeps the point under the pointer when it is zoomed", () => {
    const zoom = zoomedAt(fitted, 2, transform, image, [100, 320]);
    expect(zoom.factor).toBe(2);
    const [x, y] = toImage(transformOf(image, [1, 2], viewport, zoom), 100, 320);
    expect([x, y]).toEqual(toImage(transform, 100, 320));
  });

  it("moves by pixels of the screen", () => {
    const zoom = panned(fitted, 40, -80, transform, image);
    expect(transformOf(image, [1, 2], viewport, zoom)).toMatchObject({ left: 40, top: -80 });
  });

  it("has a scale bar of a round length", () => {
    expect([7, 23, 51, 0.3].map(barLengthMm)).toEqual([5, 20, 50, 0.2]);
  });
});
