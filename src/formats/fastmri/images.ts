import {
  DataType,
  flagMask,
  formatHeader,
  type Image,
  ImageFlag,
  ImageHeader,
  ImageType,
  type MrdHeader,
} from "../../mrd/index.ts";
import type { H5File } from "../mrd-hdf5/index.ts";
import { withoutPatient } from "../raw/index.ts";
import { SourceError } from "../source/index.ts";

/** Images `[slice][readout][phase]` of floats as MRD images, whose rows are along the readout. */
export function imagesOf(file: H5File, name: string, header: MrdHeader) {
  const metadata = file.metadata(name);
  const [slices, x, y] = metadata.shape ?? [];
  if (slices === undefined || x === undefined || y === undefined || metadata.size !== 4)
    throw new SourceError("malformed", `${file.path}: ${name} is not [slice][readout][phase] of floats`);
  const { fieldOfViewMm } = header.encoding[0]!.reconSpace;
  function* messages(): Generator<Image> {
    for (let slice = 0; slice < slices!; slice++) {
      const values = file.read(name, metadata, { offset: [slice, 0, 0], count: [1, x!, y!] }, (heap, start) => {
        return new Float32Array(heap.slice(start, start + 4 * x! * y!).buffer);
      });
      const data = new Float32Array(x! * y!);
      for (let row = 0; row < y!; row++)
        for (let column = 0; column < x!; column++) data[row * x! + column] = values[column * y! + row]!;
      const imageHeader = ImageHeader.of({
        dataType: DataType.float,
        imageType: ImageType.magnitude,
        flags: flagMask(ImageFlag.firstInSlice, ImageFlag.lastInSlice),
        matrixSize: [x!, y!, 1],
        channels: 1,
        fieldOfView: [fieldOfViewMm.x, fieldOfViewMm.y, fieldOfViewMm.z],
        readDir: [1, 0, 0],
        phaseDir: [0, 1, 0],
        sliceDir: [0, 0, 1],
        slice,
        imageIndex: slice + 1,
        imageSeriesIndex: 1,
      });
      yield { kind: "image", header: imageHeader, attributes: "", data };
    }
  }
  return {
    header: formatHeader(withoutPatient(header)),
    counts: { acquisitions: 0, waveforms: 0, images: slices },
    messages,
  };
}
