import { nodeBuffer } from "./node-buffer.ts";

/**
 * Copies bytes, as `target.set(source, at)` does, which goes byte by byte where memory is shared between threads and addresses
 * are odd, as those of MRD are: ten times slower. Buffer's `fill` with as many bytes as it fills is the system's memcpy.
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
