import { describe, expect, test } from "vitest";
import toDicom from "../../gadgets/output/to-dicom.ts";
import { DataType, formatAttributes } from "../../src/mrd/index.ts";
import { ramp } from "../formats/image-series/image-source.ts";
import { run } from "./../support/run-gadget.ts";

describe("to-dicom", () => {
  test("a file for each plane, with a name and the attributes of the image", async () => {
    const attributes = formatAttributes({ DataRole: "Image" });
    const image = ramp({ matrixSize: [6, 4, 2], slice: 3, imageIndex: 7 }, attributes);
    const files = await run(toDicom, "dicom", [image, ramp({ dataType: DataType.complexFloat, imageSeriesIndex: 1 })]);
    expect(files.map(({ name }) => name)).toEqual(["01__001.dcm", "01__002.dcm", "02__001.dcm", "1002_phase_001.dcm"]);
    for (const { data } of files) expect(Buffer.from(data).toString("latin1", 128, 132)).toBe("DICM");
    expect(files[0]!.attributes).toBe(attributes);
  });

  test("names as in Gadgetron", async () => {
    const attributes = formatAttributes({ GADGETRON_DataRole: ["Image", "Norm"] });
    const image = ramp(
      { slice: 3, contrast: 1, phase: 2, repetition: 4, set: 5, average: 6, imageIndex: 7 },
      attributes,
    );
    const [file] = await run(toDicom, "dicom", [image], { parameters: { names: "gadgetron" } });
    expect(file!.name).toBe("Image_Norm_SLC3_CON1_PHS2_REP4_SET5_AVE6_7");
  });

  test("what cannot be stored is reported once", async () => {
    const image = ramp({ readDir: [0, 0, 0] });
    image.data[0] = Number.NaN;
    const reported: [string, string][] = [];
    await run(toDicom, "dicom", [image, image], { reported: reported as never });
    expect(JSON.stringify(reported)).toMatch(/NaN or infinite/);
    expect(JSON.stringify(reported)).toMatch(/axial planes/);
  });
});
