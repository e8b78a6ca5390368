import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";

async function copyBytesWith(buffer: typeof Buffer | undefined) {
  vi.resetModules();
  vi.stubGlobal("Buffer", buffer);
  const { copyBytes } = await import("../../src/mrd/framing/copy-bytes.ts");
  vi.unstubAllGlobals();
  return copyBytes;
}

const withNode = await copyBytesWith(Buffer);
const withoutNode = await copyBytesWith(undefined);

const memory = fc.record({ shared: fc.boolean(), offset: fc.nat(9), length: fc.nat(40) });

function bytes({ shared, offset, length }: { shared: boolean; offset: number; length: number }, first: number) {
  const array = new Uint8Array(new (shared ? SharedArrayBuffer : ArrayBuffer)(offset + length), offset);
  for (let i = 0; i < length; i += 1) array[i] = first + i;
  return array;
}

describe.each([
  ["with Node's Buffer", withNode],
  ["without", withoutNode],
])("copyBytes %s", (_name, copyBytes) => {
  it("does what `set` does, whether memory is shared or not", () => {
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
});
