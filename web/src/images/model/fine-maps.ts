import { type Palette, palette } from "../../components/palettes.ts";

/**
 * Matplotlib's maps at even distances, from the first to the last colour, six hexadecimal digits each: 18 places, and 52
 * of turbo. Between them, they differ from linear maps by 5 of 255 at most.
 */
export const fineMaps = {
  viridis: fine(
    "440154481769472a7a433d843d4e8a355e8d2e6d8e297b8e23898e1f978b21a5852eb37c46c06f65cb5e89d548b0dd2fd8e219" + "fde725",
  ),
  inferno: fine(
    "0000040a07221e0c45380962510e6c69166e801f6c982766b0315bc63d4dd94d3de9612bf47918fa9407fcb014f8cd37f2ea69" + "fcffa4",
  ),
  magma: fine(
    "0000040907201a10423111654a1079621980792282912b81aa337dc23b75d9466bec5860f7725cfc8e64feaa74fec68afde2a3" + "fcfdbf",
  ),
  cividis: fine(
    "002051002b640f356c23406e374a6e4b556d5c606e6c6b70797673858176928d789f9978aea575bfb26fd2bf66e4cd5af4db4e" + "fdea45",
  ),
  turbo: fine(
    "23171b362354422f83493ca84b49c54a56db4664ea4172f33c80f8368df9309bf62ba7f028b4e826bfdf25cad326d4c829ddbb" +
      "2ee5ae35eca13ef29548f78854fa7d61fd716ffe677efd5d8dfc559cf94dacf546bbf03fc9e93ad7e235e3d931eed02df7c52a" +
      "feb927ffad25ffa022ff9320ff851eff781cfc6a19f45c17ea4f14df4212d3360fc62a0bb92108ac1805a11202980e00920c00" +
      "900c00",
  ),
} as const;

function fine(colors: string): Palette {
  const parts = colors.match(/../g)!.map((digits) => Number.parseInt(digits, 16));
  return palette(...Array.from({ length: parts.length / 3 }, (_, i) => parts.slice(3 * i, 3 * i + 3)));
}
