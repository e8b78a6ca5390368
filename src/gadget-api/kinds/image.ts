import { dataTypeName, type Image, ImageHeader, isArrayOf, isComplex, isDataType } from "../../mrd/index.ts";
import type { BypassedImage } from "../message.ts";
import { type Kind, otherLength } from "./kind.ts";

export const image: Kind<Image> = {
  wire: "both ways",
  bytes: ({ header, attributes, data }) => header.bytes.length + 2 * attributes.length + data.byteLength,
  describe: ({ header }) => describeImages(header),
  check: ({ header, data, attributes }) => {
    if (!(header instanceof ImageHeader)) return "header is not an ImageHeader";
    if (typeof attributes !== "string") return "attributes is not a string";
    const { dataType } = header;
    if (!isDataType(dataType)) return `header has the data type ${dataType}; it must be 1 to 8`;
    if (!isArrayOf(dataType, data)) return `data is not an array of its header's data type ${dataType}`;
    return otherLength("data", data.length, header.pixelCount * (isComplex(dataType) ? 2 : 1));
  },
  copy: (message) => ({ ...message, data: message.data.slice() }),
  encode: (message) => ({ records: [message] }),
};

export const bypassed: Kind<BypassedImage> = {
  wire: "never",
  bytes: (message) => image.bytes(message.image),
  describe: (message) => image.describe(message.image),
  check: (message) => image.check(message.image),
  copy: (message) => ({ ...message, image: image.copy(message.image) }),
  encode: (message) => image.encode(message.image),
};

/** Description of the image size, such as `128 × 128 × 1, 1 channel, float`. */
export function describeImages({ matrixSize, channels, dataType }: ImageHeader): string {
  const [x, y, z] = matrixSize;
  return `${x} × ${y} × ${z}, ${channels} ${channels === 1 ? "channel" : "channels"}, ${dataTypeName(dataType)}`;
}
