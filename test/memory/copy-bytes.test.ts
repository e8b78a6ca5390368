import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

async function copiesWith(buffer: typeof Buffer | undefined) {
  vi.resetModules();
  vi.stubGlobal("Buffer", buffer);
  const copies = await import("../../src/memory/copy-bytes.ts");
  vi.unstubAllGlobals();
  return copies;
}

const withNode = await copiesWith(Buffer);
const withoutNode = await copiesWith(undefined);

const memory = fc.record({ shared: fc.boolean(), offset: fc.nat(9), length: fc.nat(40) });

function bytes({ shared, offset, length }: { shared: boolean; offset: number; length: number }, first: number) {
  const array = new Uint8Array(new (shared ? SharedArrayBuffer : ArrayBuffer)(offset + length), offset);
  for (let i = 0; i < length; i += 1) array[i] = first + i;
  return array;
}

describe.each([
  ["with Node's Buffer", withNode],
  ["without", withoutNode],
])("copies %s", (_name, { copyBytes, copyFloats }) => {
  it("copies bytes as `set` does, whether memory is shared or not", () => {
    fc.assert(
      fc.property(memory, memory, fc.nat(40), (from, to, place) => {
        const source = bytes(from, 100);
        const target = bytes({ ...to, length: to.length + from.length }, 1);
        const at = Math.min(place, to.length);
        const expected = Uint8Array.from(target);
        expected.set(source, at);
        copyBytes(target, source, at);
        expect(Uint8Array.from(target)).toEqual(expected);
      }),
    );
  });

  it.each([
    [0, false, true],
    [511, true, true],
    [512, false, true],
    [2048, true, false],
    [2048, true, true],
    [2048, false, false],
  ])("copies %i floats as `set` does, from shared memory: %s, to shared memory: %s", (length, fromShared, toShared) => {
    const memoryOf = (isShared: boolean) => new (isShared ? SharedArrayBuffer : ArrayBuffer)(4 * (length + 10));
    const source = new Float32Array(memoryOf(fromShared), 4, length).map((_, i) => i + 0.5);
    const from = new Float32Array(memoryOf(fromShared), 4, length);
    from.set(source);
    const target = new Float32Array(memoryOf(toShared), 8, length + 8).fill(-1);
    copyFloats(target, from, 3);
    expect([...target.slice(0, 3), ...target.slice(length + 3)]).toEqual(new Array(8).fill(-1));
    expect(target.slice(3, length + 3)).toEqual(source);
  });
});
