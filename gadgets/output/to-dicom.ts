import { from, mergeMap } from "rxjs";
import Type from "typebox";
import { DicomImageEncoder } from "../../src/formats/dicom/index.ts";
import { defineGadget, mapAsync } from "../../src/gadget-api/index.ts";
import { type DicomInstance, type Image, parseAttributes } from "../../src/mrd/index.ts";

/**
 * Turns images into DICOM files and sends them in Gadgetron's messages for these (id 1018, with a name and the
 * attributes of the image): MR images, one for each plane and channel; complex images become magnitude and phase. They
 * are the same as those of `larmor convert`. Needs the optional packages for DICOM on the server.
 */
export default defineGadget({
  name: "to-dicom",
  summary: "Send images as DICOM files.",
  in: ["image"],
  out: ["dicom"],
  runtime: { linear: true },
  parameters: {
    names: Type.Enum(["series", "gadgetron"], {
      default: "series",
      description:
        "Names of the files: `series` is `01_Head_003.dcm`, as in FIRE; `gadgetron` is `Image_SLC0_CON0_PHS0_REP0_SET0_AVE0_1`.",
    }),
  },
  create(context, { names }) {
    const encoder = DicomImageEncoder.create(context.headerText(), {
      version: context.provenance.version,
      remark: (key, text) => context.reportOnce(key, "warning", text),
    });
    encoder.catch(() => {}); // reported with the first image
    const encode = async (image: Image): Promise<readonly DicomInstance[]> =>
      (await encoder).encode(image).map(({ fileName, pieces }) => ({
        kind: "dicom",
        name: names === "series" ? fileName : gadgetronName(image),
        attributes: image.attributes,
        data: new Uint8Array(Buffer.concat(pieces)),
      }));
    return (source) =>
      source.pipe(
        mapAsync(context, encode),
        mergeMap((files) => from(files)),
      );
  },
});

/** As in Gadgetron's DicomFinishGadget. */
function gadgetronName({ header, attributes }: Image): string {
  const read = parseAttributes(attributes);
  const roles = read.get("GADGETRON_DataRole") ?? read.get("DataRole") ?? ["Image"];
  const { slice, contrast, phase, repetition, set, average, imageIndex } = header;
  const counters = `SLC${slice}_CON${contrast}_PHS${phase}_REP${repetition}_SET${set}_AVE${average}`;
  return `${roles.join("_")}_${counters}_${read.get("GADGETRON_ImageNumber")?.[0] ?? imageIndex}`;
}
