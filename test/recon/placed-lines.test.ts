import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KSpace, type KSpaceShape } from "../../src/gadget-api/index.ts";
import { PlacedLines } from "../../src/gadget-api/k-space/index.ts";
import { freshMemory } from "../../src/gadget-api/services/index.ts";
import { copyRange, GridLines, type PlacedLine } from "../../src/numerics/cartesian/index.ts";

const shapes = fc.record({
  e0: fc.integer({ min: 1, max: 5 }),
  e1: fc.integer({ min: 1, max: 4 }),
  e2: fc.integer({ min: 1, max: 3 }),
  coils: fc.integer({ min: 1, max: 3 }),
  n: fc.integer({ min: 1, max: 2 }),
  s: fc.integer({ min: 1, max: 2 }),
  slices: fc.integer({ min: 1, max: 2 }),
});

const noFacts = {
  readout: "k-space",
  headers: [],
  discarded: new Uint32Array(0),
  acceleration: [1, 1],
  missing: [],
} as const;
const axis = { first: 0, last: 0, center: 0 };
const kSpaceOf = (shape: KSpaceShape, counts: Uint32Array, lines: PlacedLines) =>
  new KSpace({ ...noFacts, shape, counts, e1: axis, e2: axis }, lines);

/** Recycled memory with arbitrary previous contents. */
const used = () => {
  const released: Float32Array[] = [];
  return {
    recycles: true,
    allocate: (length: number) => new Float32Array(length).fill(Number.NaN),
    release: (array: Float32Array) => void released.push(array),
    claim: () => false,
    releaseClaimed: () => {},
    released,
  };
};

interface Made {
  readonly kSpace: KSpace;
  readonly expected: Float32Array;
  readonly memory: ReturnType<typeof used>;
  readonly lines: PlacedLine[];
  done: number;
}

/** Some lines once, some twice and averaged, some shorter, some missing; and the expected result. */
function made(shape: KSpaceShape, choices: readonly number[]): Made {
  const { e0, e1, e2, coils } = shape;
  const plane = e1 * e2;
  const images = shape.n * shape.s * shape.slices;
  const counts = new Uint32Array(plane * images);
  const memory = used();
  const lines: PlacedLine[] = [];
  const expected = new Float32Array(2 * e0 * plane * coils * images);
  for (let index = 0; index < counts.length; index += 1) {
    const choice = choices[index % choices.length]!;
    counts[index] = choice % 3;
    for (let time = 0; time < counts[index]!; time += 1) {
      const length = choice > 3 && time === 0 ? Math.ceil(e0 / 2) : e0;
      const [from, stride] = [choice % 2, e0 + 2];
      const first = e0 - length;
      const samples = Float32Array.from({ length: 2 * coils * stride }, (_, i) => 100 * index + 10 * time + i);
      lines.push({ index, samples, stride, from, length, first, adds: time > 0 });
      for (let coil = 0; coil < coils; coil += 1) {
        const volume = (Math.floor(index / plane) * coils + coil) * plane;
        for (let i = 0; i < 2 * length; i += 1) {
          const at = 2 * e0 * (volume + (index % plane)) + 2 * first + i;
          expected[at]! += samples[2 * (coil * stride + from) + i]! / counts[index]!;
        }
      }
    }
  }
  const result = { expected, memory, lines, done: 0 };
  const grid = new GridLines({ ...shape, images }, counts);
  for (const line of lines) grid.add(line);
  const placed = new PlacedLines(grid, { memory, done: () => (result.done += 1) });
  return Object.assign(result, { kSpace: kSpaceOf(shape, counts, placed) });
}

/** The samples, as another thread gets them. */
function assembled(kSpace: KSpace): Float32Array {
  const { layout, arrays } = structuredClone((kSpace.samples as PlacedLines).parts());
  const target = new Float32Array(kSpace.samples.length).fill(Number.NaN);
  copyRange(layout === undefined ? arrays[0]! : GridLines.assemble(layout as never, arrays), 0, target);
  return target;
}

const cases = [shapes, fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 9 })] as const;

describe("lines of a k-space", () => {
  it("are copied to their positions, gathered or not, line by line, by volume or all together", () => {
    fc.assert(
      fc.property(...cases, (shape, choices) => {
        const { kSpace, expected } = made(shape, choices);
        expect(kSpace.samples.length).toBe(expected.length);
        const volume = 2 * shape.e0 * shape.e1 * shape.e2;
        const width = 2 * shape.e0;
        for (const gathered of [false, true]) {
          if (gathered) expect(kSpace.gather()).toEqual(expected);
          // Three lines may be of two volumes.
          for (const length of [width, 3 * width, volume]) {
            for (let start = 0; start + length <= expected.length; start += length) {
              const target = new Float32Array(length).fill(Number.NaN);
              kSpace.copyInto(start, target);
              expect(target).toEqual(expected.subarray(start, start + length));
            }
          }
          const all = new Float32Array(expected.length).fill(Number.NaN);
          kSpace.copyInto(0, all);
          expect(all).toEqual(expected);
          expect(assembled(kSpace)).toEqual(expected);
        }
      }),
    );
  });

  it("are found where they are stored, or in copies", () => {
    fc.assert(
      fc.property(...cases, fc.boolean(), (shape, choices, isArray) => {
        const { kSpace, expected, lines } = made(shape, choices);
        const { e0, e1, e2, coils } = shape;
        const grid = (isArray ? kSpace.with({ samples: expected }) : kSpace).grid();
        for (let image = 0; image < shape.n * shape.s * shape.slices; image += 1) {
          for (const [line, stored] of grid.storedLines(image).entries()) {
            const index = image * e1 * e2 + line;
            if (stored === undefined) expect(kSpace.counts[index]).toBe(0);
            for (let coil = 0; coil < coils; coil += 1) {
              const from = 2 * ((stored?.from ?? 0) + coil * (stored?.stride ?? 0));
              const at = 2 * e0 * ((image * coils + coil) * e1 * e2 + line);
              const values = stored?.samples.subarray(from, from + 2 * e0) ?? new Float32Array(2 * e0);
              expect(values).toEqual(expected.subarray(at, at + 2 * e0));
            }
            const own = lines.filter((each) => each.index === index);
            if (!isArray && own.length === 1 && own[0]!.length === e0) expect(stored!.samples).toBe(own[0]!.samples);
          }
        }
      }),
    );
  });

  it("can be added to a grid, which leaves those that it has", () => {
    const shape = { e0: 1, e1: 3, e2: 1, coils: 1, images: 1 };
    const line = (index: number, value: number) => ({
      ...{ index, samples: Float32Array.of(value, -value), stride: 1, from: 0, length: 1, first: 0, adds: false },
    });
    const grid = new GridLines(shape, Uint32Array.of(1, 0, 0));
    grid.add(line(0, 4));
    const target = new Float32Array(6);
    copyRange(grid.with([line(2, 5)]), 0, target);
    expect([...target]).toEqual([4, -4, 0, 0, 5, -5]);
    copyRange(grid, 0, target);
    expect([...target]).toEqual([4, -4, 0, 0, 0, 0]);
  });

  it("are gathered once", () => {
    const { kSpace } = made({ e0: 2, e1: 2, e2: 1, coils: 1, n: 1, s: 1, slices: 1 }, [1]);
    const gathered = kSpace.gather();
    expect(kSpace.gather()).toBe(gathered);
  });

  it("are released once, when they are gathered, or with the k-space", () => {
    fc.assert(
      fc.property(...cases, fc.boolean(), (shape, choices, gathers) => {
        const result = made(shape, choices);
        const { kSpace, memory } = result;
        expect(result.done).toBe(0);
        const gathered = gathers ? kSpace.gather() : undefined;
        expect(result.done).toBe(gathers ? 1 : 0);
        kSpace.release(memory);
        expect(result.done).toBe(1);
        expect(memory.released).toHaveLength(gathers ? 1 : 0);
        expect(memory.released[0]).toBe(gathered);
      }),
    );
  });

  it("are not released while the k-space may be referenced", () => {
    const shape = { e0: 2, e1: 2, e2: 1, coils: 1, n: 1, s: 1, slices: 1 };
    const memory = freshMemory();
    let done = 0;
    const counts = Uint32Array.of(1, 0);
    const grid = new GridLines({ ...shape, images: 1 }, counts);
    const placed = new PlacedLines(grid, { memory, done: () => (done += 1) });
    const samples = Float32Array.of(1, 2, 3, 4);
    grid.add({ index: 0, samples, stride: 2, from: 0, length: 2, first: 0, adds: false });
    const kSpace = kSpaceOf(shape, counts, placed);
    kSpace.release(memory);
    expect(done).toBe(0);
    expect([...kSpace.gather()]).toEqual([1, 2, 3, 4, 0, 0, 0, 0]);
  });

  it("are not shared with a k-space of other samples, but with one that changes otherwise", () => {
    const { kSpace, expected, memory } = made({ e0: 2, e1: 2, e2: 1, coils: 1, n: 1, s: 1, slices: 1 }, [1]);
    const samples = new Float32Array(8);
    const other = kSpace.with({ samples });
    expect(other.samples).toBe(samples);
    expect(other.gather()).toBe(samples);
    expect(other.shape).toBe(kSpace.shape);
    const hybrid = kSpace.with({ readout: "image" });
    expect(hybrid.readout).toBe("image");
    expect(hybrid.samples).toBe(kSpace.samples);
    expect(kSpace.readout).toBe("k-space");
    expect(hybrid.gather()).toEqual(expected);
    other.release(memory);
    expect(memory.released[0]).toBe(samples);
  });
});
