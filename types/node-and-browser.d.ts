// What src/mrd and src/numerics may use besides the language: these exist in Node and in browsers alike.
// tsconfig.pure.json checks both folders with these declarations in place of Node's.

declare function atob(base64: string): string;

declare class TextDecoder {
  constructor(encoding?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes: Uint8Array): string;
}

declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}

declare class URL {
  constructor(url: string, base?: string);
  readonly href: string;
}

interface ImportMeta {
  readonly url: string;
}
