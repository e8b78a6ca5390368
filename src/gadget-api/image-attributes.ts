import { type AttributeValue, formatAttributes, type Image, parseAttributes } from "../mrd/index.ts";
import { maximumPixel } from "../numerics/images/index.ts";

/** The window from black to the maximum finite pixel value. */
export function windowOf(values: ArrayLike<number>) {
  const most = values instanceof Float32Array ? maximumPixel(values) : largest(values);
  return { WindowCenter: most / 2, WindowWidth: most };
}

function largest(values: ArrayLike<number>): number {
  let maximum = 0;
  for (let i = 0; i < values.length; i += 1)
    if (values[i]! > maximum && values[i]! < Number.POSITIVE_INFINITY) maximum = values[i]!;
  return maximum;
}

/**
 * A copy of an image with changed attributes.
 * @param changes by name; `undefined` removes an attribute
 * @param rest further changes of the image
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
 * Attributes of an image whose pixels were scaled: the window, if there is one, and `LarmorScale`, the product of all
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
