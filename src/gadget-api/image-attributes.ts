import { type AttributeValue, formatAttributes, type Image, parseAttributes } from "../mrd/index.ts";
import { maximumPixel } from "../numerics/images/index.ts";

/** The window from black to the brightest pixel that is a number. */
export function windowOf(values: ArrayLike<number>) {
  const most = values instanceof Float32Array ? maximumPixel(values) : largest(values);
  return { WindowCenter: most / 2, WindowWidth: most };
}

function largest(values: ArrayLike<number>): number {
  let found = 0;
  for (let i = 0; i < values.length; i += 1)
    if (values[i]! > found && values[i]! < Number.POSITIVE_INFINITY) found = values[i]!;
  return found;
}

/**
 * An image some of whose attributes differ.
 * @param changes by name; `undefined` takes an attribute away
 * @param rest what else of the image differs
 * @throws MrdError `malformed-attributes`
 */
export function withAttributes(
  image: Image,
  changes: Readonly<Record<string, AttributeValue | undefined>>,
  rest: Partial<Pick<Image, "header" | "data">> = {},
): Image {
  const attributes = new Map<string, AttributeValue>(parseAttributes(image.attributes));
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) attributes.delete(name);
    else attributes.set(name, value);
  }
  return { ...image, ...rest, attributes: formatAttributes(attributes) };
}

/**
 * Attributes of an image whose pixels were multiplied: the window, where it has one, and `LarmorScale`, the product of all
 * factors so far.
 */
export function scaledAttributes(image: Image, factor: number): Readonly<Record<string, AttributeValue>> {
  const before = parseAttributes(image.attributes);
  const scale = Number(before.get("LarmorScale")?.[0] ?? 1) * factor;
  const window = ["WindowCenter", "WindowWidth"].flatMap((name) => {
    const values = before.get(name);
    return values === undefined ? [] : [[name, values.map((value) => String(Number(value) * factor))]];
  });
  return { ...Object.fromEntries(window), LarmorScale: String(scale) };
}
