import { nodeBuffer } from "./node-buffer.ts";

/**
 * Copies bytes, like `target.set(source, at)`. `set` copies memory that threads share word by word, and byte by byte,
 * ten times slower, if addresses are odd, as they are in MRD. Buffer's `fill` with as many bytes as it fills is the
 * system's memcpy.
 */
export function copyBytes(target: Uint8Array, source: Uint8Array, at: number): void {
  if (nodeBuffer !== undefined && source.length > 0 && (isShared(source) || isShared(target))) {
    nodeBuffer.prototype.fill.call(target, source, at, at + source.length);
  } else {
    target.set(source, at);
  }
}

/** Below this number, `set` is faster. */
const FEWEST_FLOATS = 2048;

/** Copies floats, like `target.set(source, at)`. */
export function copyFloats(target: Float32Array, source: Float32Array, at: number): void {
  if (nodeBuffer !== undefined && source.length >= FEWEST_FLOATS && (isShared(source) || isShared(target))) {
    copyBytes(bytesOf(target), bytesOf(source), at * Float32Array.BYTES_PER_ELEMENT);
  } else {
    target.set(source, at);
  }
}

/** A copy of the bytes of floats, which may be at any address. @param memory for the copy; by default new memory */
export function floatsOf(bytes: Uint8Array, memory: ArrayBuffer = new ArrayBuffer(bytes.length)): Float32Array {
  copyBytes(new Uint8Array(memory, 0, bytes.length), bytes, 0);
  return new Float32Array(memory, 0, bytes.length / Float32Array.BYTES_PER_ELEMENT);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function isShared({ buffer }: ArrayBufferView): boolean {
  return buffer instanceof SharedArrayBuffer;
}
