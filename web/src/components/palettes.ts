/** Red, green and blue of 256 entries, 0 to 255, one after another. */
export type Palette = Uint8ClampedArray<ArrayBuffer>;

/** A palette that is linear between colours at even distances. @param colors red, green and blue of each */
export function palette(...colors: readonly (readonly number[])[]): Palette {
  const result = new Uint8ClampedArray(3 * 256);
  for (let i = 0; i < 256; i += 1) {
    const place = (i / 255) * (colors.length - 1);
    const before = Math.min(Math.floor(place), colors.length - 2);
    for (let part = 0; part < 3; part += 1) {
      const [from, to] = [colors[before]![part]!, colors[before + 1]![part]!];
      result[3 * i + part] = from + (place - before) * (to - from);
    }
  }
  return result;
}

export const gray = palette([0, 0, 0], [255, 255, 255]);

/** Matplotlib's viridis at nine places; even in brightness. */
export const viridis = palette(
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [253, 231, 37],
);

/** Begins and ends with the same colour, for phases. */
export const cyclic = palette(
  [226, 217, 226],
  [158, 186, 203],
  [98, 117, 186],
  [86, 32, 129],
  [47, 20, 54],
  [104, 28, 78],
  [178, 90, 82],
  [205, 169, 140],
  [226, 217, 226],
);

/** From negative over zero to positive values: ColorBrewer's RdBu, from its end. */
export const diverging = palette(
  [5, 48, 97],
  [33, 102, 172],
  [67, 147, 195],
  [146, 197, 222],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [244, 165, 130],
  [214, 96, 77],
  [178, 24, 43],
  [103, 0, 31],
);

/** A colour of a palette, for values from 0 to 1. */
export function colorOf(palette: Palette, value: number): string {
  const at = 3 * Math.round(255 * Math.min(1, Math.max(0, value)));
  return `rgb(${palette[at]} ${palette[at + 1]} ${palette[at + 2]})`;
}

/** Colours of curves, well apart from each other in light and dark. */
export function curveColor(index: number, count: number): string {
  const hues = [210, 25, 145, 330, 50, 275, 175, 0];
  const hue = count <= hues.length ? hues[index % hues.length]! : (210 + (360 * index) / count) % 360;
  return `hsl(${hue} 65% 48%)`;
}
