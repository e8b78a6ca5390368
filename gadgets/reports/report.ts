import { type Bucket, collect, defineGadget } from "../../src/gadget-api/index.ts";
import {
  type AcquisitionHeader,
  DataType,
  formatAttributes,
  type Image,
  ImageHeader,
  ImageType,
} from "../../src/mrd/index.ts";
import { imageIndexer, measurementMetadata, originAttributes } from "../../src/recon/images/index.ts";
import { tablePicture } from "../../src/rendering/index.ts";
import { counted } from "../../src/text/index.ts";

/**
 * Creates an image of a table of the measurement's metadata, with the metadata as attributes: one per bucket, and one
 * per run of consecutive images of a series, with the number of readouts or images. The input is not passed on. The
 * image is in the patient's axial plane, at 1 mm per pixel, at the position of the table.
 */
export default defineGadget({
  name: "report",
  summary: "Replace buckets and images by pictures of the measurement's metadata.",
  in: ["bucket", "image"],
  out: ["image"],
  runtime: { imageSpace: true },
  parameters: {},
  create(context) {
    const known = measurementMetadata(context.header);
    let series: { readonly first: ImageHeader; count: number } | undefined;
    const nextIndex = imageIndexer();

    const report = (first: ImageHeader | AcquisitionHeader, inputData: string): Image => {
      const facts = { ...known, inputData };
      const { width, height, pixels } = tablePicture(facts);
      const header = ImageHeader.of({
        matrixSize: [width, height, 1],
        fieldOfView: [width, height, 1],
        channels: 1,
        readDir: [1, 0, 0],
        phaseDir: [0, 1, 0],
        sliceDir: [0, 0, 1],
        patientTablePosition: first.patientTablePosition,
        acquisitionTimeStamp: first.acquisitionTimeStamp,
        imageType: ImageType.magnitude,
        dataType: DataType.float,
        imageIndex: nextIndex(0),
      });
      const attributes = formatAttributes({ ...originAttributes(context.provenance, header), ...facts });
      return { kind: "image", header, attributes, data: pixels };
    };
    const takeBucket = ({ imaging }: Bucket): Image[] => {
      const [first] = imaging;
      return first === undefined ? [] : [report(first.header, `${counted(imaging.length, "readout")}`)];
    };
    const endSeries = (): Image[] => {
      if (series === undefined) return [];
      const { first, count } = series;
      series = undefined;
      return [report(first, `${counted(count, "image")}`)];
    };
    const takeImage = ({ header }: Image): Image[] => {
      const goesOn = series?.first.imageSeriesIndex === header.imageSeriesIndex;
      const complete = goesOn ? [] : endSeries();
      series ??= { first: header, count: 0 };
      series.count += 1;
      return complete;
    };
    return collect({
      take: (message) => (message.kind === "image" ? takeImage(message) : takeBucket(message)),
      finish: endSeries,
    });
  },
});
