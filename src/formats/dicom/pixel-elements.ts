import type { Attributes, Image, MrdHeader } from "../../mrd/index.ts";
import { acquisitionTimeMs, attributeNumber, type SixteenBits } from "../image-series/index.ts";
import type { NamedElements } from "./library.ts";
import { dateString, decimalString, timeOfDay, timeString } from "./values.ts";

/** Date and time of the image; the date is that of the series or the study. */
export function timeElements(image: Image, header: MrdHeader | undefined): NamedElements {
  const date =
    dateString(header?.measurementInformation?.seriesDate) ?? dateString(header?.studyInformation?.studyDate);
  const ms = acquisitionTimeMs(image);
  const time = ms === undefined ? (timeString(header?.measurementInformation?.seriesTime) ?? undefined) : timeOfDay(ms);
  return {
    ...(date !== undefined && { AcquisitionDate: date }),
    ...(time !== undefined && { AcquisitionTime: time }),
    ContentDate: date ?? "",
    ContentTime: time ?? "",
  };
}

/** Elements of pixels in colour. */
export function colourElements(): NamedElements {
  return {
    SamplesPerPixel: 3,
    PhotometricInterpretation: "RGB",
    PlanarConfiguration: 0,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
  };
}

/** Elements of grey pixels: how they are stored, their window and their scaling. */
export function greyElements(
  stored: Uint8Array | Uint16Array | Int16Array,
  attributes: Attributes,
  { slope, minimum, maximum }: SixteenBits,
): NamedElements {
  const ownSlope = attributeNumber(attributes, "RescaleSlope") ?? 1;
  const ownIntercept = attributeNumber(attributes, "RescaleIntercept") ?? 0;
  const [rescaleSlope, rescaleIntercept] = [slope * ownSlope, ownIntercept];
  const isScaled = rescaleSlope !== 1 || rescaleIntercept !== 0;
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: stored instanceof Int16Array ? 1 : 0,
    ...windowElements(attributes, minimum * ownSlope + ownIntercept, maximum * ownSlope + ownIntercept),
    ...(isScaled && {
      RescaleIntercept: decimalString(rescaleIntercept),
      RescaleSlope: decimalString(rescaleSlope),
      RescaleType: "US",
    }),
  };
}

/** The window of the attributes, else the range of the values. Widths below 1 need another function than the default. */
function windowElements(attributes: Attributes, minimum: number, maximum: number): NamedElements {
  const center = attributeNumber(attributes, "WindowCenter", "GADGETRON_WindowCenter") ?? (minimum + maximum) / 2;
  const width = attributeNumber(attributes, "WindowWidth", "GADGETRON_WindowWidth") ?? maximum - minimum;
  const least = width > 0 ? width : 1;
  return {
    WindowCenter: decimalString(center),
    WindowWidth: decimalString(least),
    ...(least < 1 && { VOILUTFunction: "LINEAR_EXACT" }),
  };
}
