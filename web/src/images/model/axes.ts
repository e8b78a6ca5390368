import { type ImageHeader, ImageType } from "../../../../src/mrd/index.ts";

/** Counters of an image by which a series can be sorted, with the one that is scrolled first in front. */
const counters = ["slice", "phase", "contrast", "repetition", "set", "average", "imageType"] as const;

export type AxisName = (typeof counters)[number] | "z" | "channel" | "image";

/** An axis of a series that has more than one position. */
export interface Axis {
  readonly name: AxisName;
  /** What the positions are called: values of the counter, in ascending order. */
  readonly values: readonly number[];
}

/** A position on each axis, as an index of its values. An axis that is absent is at 0. */
export type Position = Readonly<Partial<Record<AxisName, number>>>;

/** The image at a position, and what of it. */
export interface Place {
  /** Index of the image in its series. */
  readonly index: number;
  readonly channel: number;
  readonly z: number;
}

/**
 * The axes of a series: the counters that differ among its images, and planes and channels within an image. Images with
 * the same counters differ by a further axis, `image`.
 */
export class SeriesAxes {
  readonly axes: readonly Axis[];
  readonly #counters: readonly Axis[];
  readonly #indices = new Map<string, number[]>();

  constructor(headers: readonly ImageHeader[]) {
    this.#counters = counters.flatMap((name) => {
      const values = [...new Set(headers.map((header) => header[name]))].sort((a, b) => a - b);
      return values.length > 1 ? [{ name, values }] : [];
    });
    for (const [index, header] of headers.entries()) {
      const key = this.#counters.map(({ name, values }) => values.indexOf(header[name as "slice"])).join();
      const indices = this.#indices.get(key);
      if (indices === undefined) this.#indices.set(key, [index]);
      else indices.push(index);
    }
    const most = (count: (header: ImageHeader) => number) =>
      headers.reduce((max, each) => Math.max(max, count(each)), 1);
    const alike = [...this.#indices.values()].reduce((max, { length }) => Math.max(max, length), 1);
    this.axes = [
      upTo(
        "z",
        most(({ matrixSize }) => matrixSize[2]!),
      ),
      ...this.#counters,
      upTo("image", alike),
      upTo("channel", most(colourless)),
    ].filter(({ values }) => values.length > 1);
  }

  /** The image at a position; `undefined` if the series has none there. */
  place(position: Position): Place | undefined {
    const key = this.#counters.map(({ name }) => position[name] ?? 0).join();
    const index = this.#indices.get(key)?.[position.image ?? 0];
    return index === undefined ? undefined : { index, channel: position.channel ?? 0, z: position.z ?? 0 };
  }

  /** All positions that differ from `position` along one axis alone, in order. */
  along(name: AxisName, position: Position): Position[] {
    const axis = this.axes.find((each) => each.name === name);
    return (axis?.values ?? [0]).map((_, i) => ({ ...position, [name]: i }));
  }

  /** A position of this series with the same counters as a position of another one, where it has them. */
  like(other: SeriesAxes, position: Position): Position {
    return Object.fromEntries(
      this.axes.map(({ name, values }) => {
        const theirs = other.axes.find((axis) => axis.name === name);
        const at = position[name] ?? 0;
        const same = theirs === undefined ? -1 : values.indexOf(theirs.values[at]!);
        return [name, same >= 0 ? same : Math.min(at, values.length - 1)];
      }),
    );
  }
}

/** The colours of an RGB image are shown together. */
function colourless(header: ImageHeader): number {
  return isColour(header) ? 1 : header.channels;
}

/** Whether the channels of an image are red, green and blue. */
export function isColour({ imageType, channels }: ImageHeader): boolean {
  return imageType === ImageType.rgb && channels === 3;
}

function upTo(name: AxisName, count: number): Axis {
  return { name, values: Array.from({ length: count }, (_, i) => i) };
}

/** What a position on an axis is called: `slice 3`, `phase image`. */
export function positionName({ name, values }: Axis, at: number): string {
  const value = values[at]!;
  if (name !== "imageType") return String(value);
  return Object.entries(ImageType).find(([, type]) => type === value)?.[0] ?? `type ${value}`;
}

/** Moves by a number of steps along an axis, which ends at its first and last position, or goes around. */
export function moved({ name, values }: Axis, position: Position, steps: number, around = false): Position {
  const to = (position[name] ?? 0) + steps;
  const last = values.length - 1;
  const at = around ? ((to % values.length) + values.length) % values.length : Math.min(Math.max(to, 0), last);
  return { ...position, [name]: at };
}
