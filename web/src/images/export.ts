import type { Values } from "./model/plane.ts";

/** Downloads an image as it is shown, in its own number of pixels. */
export async function downloadPng(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (blob === null) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The values of an image, one row per line, separated by tabs: for a spreadsheet, or `numpy.loadtxt`. */
export function tableOf({ width, height, values }: Values): string {
  return Array.from({ length: height }, (_, y) => values.subarray(y * width, (y + 1) * width).join("\t")).join("\n");
}
