import { SourceError, type SourceOptions } from "../formats/source/index.ts";
import type { Image } from "../mrd/index.ts";
import { sourceFormatOf } from "./formats.ts";

/**
 * The images of a file that pictures are compared with.
 * @throws SourceError `no-images`, and as `sourceFormatOf`; errors of the format
 */
export async function referenceImages(path: string, options: SourceOptions): Promise<Image[]> {
  const sources = await (await sourceFormatOf(path)).open(path, options);
  try {
    const images = [...sources[0]!.messages()].filter((message) => message.kind === "image");
    if (images.length > 0) return images;
    throw new SourceError("no-images", `${path} has no images to compare with: choose a group with --ref-in-group`);
  } finally {
    for (const source of sources) source.close();
  }
}
