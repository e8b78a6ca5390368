/** The part of Node's `Buffer` used here. */
interface NodeBuffer {
  allocUnsafeSlow(bytes: number): Uint8Array;
  readonly prototype: { fill(source: Uint8Array, from: number, to: number): Uint8Array };
}

/** It is faster than the language at two operations. Browsers do not have it and use the slower ones. */
export const nodeBuffer = (globalThis as { readonly Buffer?: NodeBuffer }).Buffer;
