import { ImageHeader } from "../../../src/mrd/index.ts";

/** Headers of images of 4 × 4 pixels, with the given fields. */
export function headersOf(...fields: Parameters<typeof ImageHeader.of>[0][]): ImageHeader[] {
  return fields.map((each) => ImageHeader.of({ matrixSize: [4, 4, 1], channels: 1, ...each }));
}
