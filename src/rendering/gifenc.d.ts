/** The part of gifenc that is used: the package has no types. */
declare module "gifenc" {
  type Palette = readonly (readonly number[])[];

  interface Frame {
    readonly palette: Palette;
    /** Milliseconds until the next frame. */
    readonly delay: number;
    /** 0: for ever. */
    readonly repeat: number;
  }

  interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, frame: Frame): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  export function GIFEncoder(): Encoder;
  /** At most `colors` colours that represent those of RGBA elements. */
  export function quantize(rgba: Uint8Array, colors: number): Palette;
  /** The index of the nearest colour of each RGBA element. */
  export function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}
