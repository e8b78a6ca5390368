import { nodeBuffer } from "./node-buffer.ts";

/**
 * Copies bytes, like `target.set(source, at)`. `set` copies byte by byte, ten times slower, if memory is shared between
 * threads and addresses are odd, as they are in MRD. Buffer's `fill` with as many bytes as it fills is the system's
 * memcpy.
 */
export function copyBytes(target: Uint8Array, source: Uint8Array, at: number): void {
  if (nodeBuffer !== undefined && source.length > 0 && (isShared(source) || isShared(target))) {
    nodeBuffer.prototype.fill.call(target, source, at, at + source.length);
  } else {
    target.set(source, at);
  }
}

function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer;
}
