import { DataType, ImageType } from "../../src/mrd/index.ts";
import { allLines, encodingOf, gaussian, image } from "../../src/testing/index.ts";

export const encoding = encodingOf();
export const oversampled = encodingOf({ encoded: [32, 8, 1], recon: [16, 8, 1] });
export const volume = encodingOf({ encoded: [16, 8, 4], recon: [12, 10, 2] });
export const averages = [0, 1].flatMap((average) => allLines(encoding, { average, scanCounter: 1 + 8 * average }));
export const phases = [0, 1, 2, 3, 4].map((phase) => image(gaussian(12, phase), { phase, imageType: ImageType.phase }));
export const shorts = [3, 4].map((imageSeriesIndex) =>
  image([1, 2, 3, 4], { imageSeriesIndex, imageIndex: 1, dataType: DataType.short }),
);
export const magnitudes = [1, 2, 3].map((seed) => image(gaussian(24, seed).map(Math.abs)));
