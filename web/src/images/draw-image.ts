import { type Image, isComplex, isDataType } from "../../../src/mrd/index.ts";
import { percentile } from "../../../src/numerics/images/index.ts";

/** Draws the first plane of an image, from the 1st to the 99.5th percentile of its magnitude. */
export function drawImage(canvas: HTMLCanvasElement, { header, data }: Image): void {
  const [width, height] = header.matrixSize as unknown as [number, number];
  const complex = isDataType(header.dataType) && isComplex(header.dataType);
  const values = Float32Array.from({ length: width * height }, (_, i) =>
    complex ? Math.hypot(data[2 * i]!, data[2 * i + 1]!) : data[i]!,
  );
  const [black, white] = [percentile(values.slice(), 1), percentile(values.slice(), 99.5)];
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const pixels = context.createImageData(width, height);
  for (const [i, value] of values.entries()) {
    const grey = (255 * (value - black)) / (white - black || 1); // clamped by the array
    pixels.data.set([grey, grey, grey, 255], 4 * i);
  }
  context.putImageData(pixels, 0, 0);
}
