export { TransposeFixer } from "./fix-transposed.ts";
export {
  cross,
  dot,
  geometryOf,
  headerFields,
  type PlaneGeometry,
  planePositionMm,
  scaled,
  type Vector,
} from "./geometry.ts";
export {
  acquisitionTimeMs,
  attributeNumber,
  attributesOf,
  attributeText,
  isPhaseAlongRows,
  processingText,
  type SequenceValues,
  sequenceValues,
  seriesDescription,
  timeStamp,
  triggerTimeMs,
} from "./image-metadata.ts";
export { type Part, type PixelPart, pixelParts } from "./pixel-parts.ts";
export { PlaneStore } from "./plane-store.ts";
export { requireImages } from "./require-images.ts";
export { joinedPixelRange, type PixelRange, pixelRange, type SixteenBits, sixteenBits } from "./sixteen-bits.ts";
export { volumeNames } from "./volume-names.ts";
export {
  isRightHanded,
  type StoredImage,
  storedPixels,
  type Volume,
  VolumeCollector,
  type VolumeKind,
} from "./volumes.ts";
