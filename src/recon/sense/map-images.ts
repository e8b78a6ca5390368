import { mergeMap, type OperatorFunction } from "rxjs";
import { type GadgetContext, type ImageArray, type KSpace, requireHeader } from "../../gadget-api/index.ts";
import { counted } from "../../text/index.ts";
import { imagesOfBuffer } from "../kspace/index.ts";
import type { MapsEntry } from "./kept-maps.ts";
import type { SensePlan } from "./plan.ts";

/** Added to the series of the images, so that maps can be sent next to other images. */
const SERIES = 600;

/**
 * The coil maps of plans as images of all coils, once for each calibration.
 * @param method for attributes and reports
 */
export function mapImages(context: GadgetContext, method: string): OperatorFunction<SensePlan, ImageArray> {
  const sent = new WeakSet<MapsEntry>();
  return mergeMap(({ buffer, entries, images }) =>
    entries.flatMap((entry, index) => {
      if (sent.has(entry)) return [];
      sent.add(entry);
      const { shape: block } = entry.block;
      const size = `${block.e1}${block.e2 > 1 ? ` × ${block.e2}` : ""}`;
      const text = `maps of ${counted(block.coils, "coil")} by ${method}, from a calibration of ${size}: a series of their own (+${SERIES})`;
      context.reportOnce(text, "info", text);
      const first = images.findIndex(({ maps, mask }) => maps === index && mask.includes(1));
      const imaging = oneImage(buffer.imaging, first);
      const { e0, e1, e2, coils } = imaging.shape;
      const output = { sizes: { x: e0, y: e1, z: e2, coils, n: 1, s: 1, slices: 1 }, data: entry.maps! };
      const array = imagesOfBuffer({ ...buffer, imaging }, output, requireHeader(context).encoding[buffer.encoding]!);
      const pixels = { LarmorPixels: `coil sensitivities by ${method}, of unit norm over the channels` };
      return [{ ...array, series: SERIES, attributes: array.attributes.map((each) => ({ ...each, ...pixels })) }];
    }),
  );
}

/** The description of one image of a k-space, with the samples of all. Lines that it lacks do not matter to maps. */
function oneImage(kSpace: KSpace, image: number): KSpace {
  const { shape, headers, counts, discarded } = kSpace;
  const plane = shape.e1 * shape.e2;
  const [from, to] = [image * plane, (image + 1) * plane];
  return kSpace.with({
    shape: { ...shape, n: 1, s: 1, slices: 1 },
    headers: headers.slice(from, to),
    counts: counts.subarray(from, to),
    discarded: discarded.subarray(image, image + 1),
    missing: [],
  });
}
