/** Node's `Buffer`, as far as it is used here. */
interface NodeBuffer {
  allocUnsafeSlow(bytes: number): Uint8Array;
  readonly prototype: { fill(source: Uint8Array, from: number, to: number): Uint8Array };
}

/** It does two things faster than the language can. A browser has none, and does without. */
export const nodeBuffer = (globalThis as { readonly Buffer?: NodeBuffer }).Buffer;
