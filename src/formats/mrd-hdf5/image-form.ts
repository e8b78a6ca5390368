import { type DataType, dataTypeName, type ImageHeader } from "../../mrd/index.ts";

/** Properties that all images of a series in a file share. */
export interface ImageForm {
  readonly dataType: DataType;
  /** `[channels, z, y, x]` */
  readonly shape: readonly number[];
}

/** The form that an image's header announces. */
export function formOf({ dataType, channels, matrixSize: [x, y, z] }: ImageHeader): ImageForm {
  return { dataType: dataType as DataType, shape: [channels, z!, y!, x!] };
}

/** Whether images of both forms can be in one series. */
export function sameForm(a: ImageForm, b: ImageForm): boolean {
  return a.dataType === b.dataType && a.shape.every((extent, axis) => extent === b.shape[axis]);
}

/** For example `1×1×64×64 float`. */
export function describeForm({ dataType, shape }: ImageForm): string {
  return `${shape.join("×")} ${dataTypeName(dataType)}`;
}
