/** The part of the SIMD build of pffft that is used here; pointers are byte offsets into its heap. */
declare module "@echogarden/pffft-wasm/simd" {
  export interface PffftModule {
    _pffft_aligned_malloc(bytes: number): number;
    _pffft_aligned_free(pointer: number): void;
    /** @param type 0 real, 1 complex */
    _pffft_new_setup(length: number, type: 0 | 1): number;
    /** @param direction 0 e^{-i}, 1 e^{+i} */
    _pffft_transform(setup: number, input: number, output: number, work: number, direction: 0 | 1): void;
    _pffft_transform_ordered(setup: number, input: number, output: number, work: number, direction: 0 | 1): void;
    /** product += a · b · scale, of spectra in the library's own order */
    _pffft_zconvolve_accumulate(setup: number, a: number, b: number, product: number, scale: number): void;
  }
  interface PffftOptions {
    /** Emscripten's hook to instantiate the module oneself. */
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => void,
    ): WebAssembly.Exports;
  }
  export default function PFFFT(options: PffftOptions): Promise<PffftModule>;
}
