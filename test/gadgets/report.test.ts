import { describe, expect, it } from "vitest";
import report from "../../gadgets/reports/report.ts";
import { DataType, ImageType, type MrdHeaderInput, parseAttributes } from "../../src/mrd/index.ts";
import { tableLines } from "../../src/rendering/index.ts";
import { bucket, encodingOf, headerOf, image, readout } from "../support/messages.ts";
import { run } from "../support/run-gadget.ts";

const system: MrdHeaderInput = {
  measurementInformation: { protocolName: "knee" },
  acquisitionSystemInformation: { systemVendor: "Vendor", systemModel: "Model", systemFieldStrengthT: 0.55 },
};
const header = headerOf(encodingOf({ encoded: [32, 16, 1], encodedFov: [400, 199.96, 5] }), system);
const lines = [1, 2, 3].map((scanCounter) =>
  readout({ scanCounter, patientTablePosition: [0, 0, scanCounter], acquisitionTimeStamp: scanCounter }),
);

describe("report", () => {
  it("stores the metadata of a measurement as attributes", async () => {
    const [found] = await run(report, "image", [bucket(lines)], { header });
    expect(Object.fromEntries(parseAttributes(found!.attributes))).toMatchObject({
      DataRole: ["Image"],
      Keep_image_geometry: ["1"],
      ImageRowDir: ["1.000000000000000000", "0.000000000000000000", "0.000000000000000000"],
      ImageColumnDir: ["0.000000000000000000", "1.000000000000000000", "0.000000000000000000"],
      protocolName: ["knee"],
      scanner: ["Vendor Model 0.55T"],
      fieldOfView: ["400.0 x 200.0 x 5.0 mm^3"],
      matrixSize: ["32 x 16 x 1"],
      inputData: ["3 readouts"],
    });
    const stronger = headerOf(encodingOf(), { acquisitionSystemInformation: { systemFieldStrengthT: 2.89 } });
    const [other] = await run(report, "image", [bucket(lines)], { header: stronger });
    expect(parseAttributes(other!.attributes).get("scanner")).toEqual(["2.9T"]);
    expect(parseAttributes(other!.attributes).has("protocolName")).toBe(false);
  });

  it("draws them into an image at the table position", async () => {
    const [found] = await run(report, "image", [bucket(lines)], { header });
    expect(found!.header.toObject()).toMatchObject({
      matrixSize: [512, 512, 1],
      fieldOfView: [512, 512, 1],
      channels: 1,
      dataType: DataType.float,
      imageType: ImageType.magnitude,
      imageIndex: 1,
      imageSeriesIndex: 0,
      readDir: [1, 0, 0],
      phaseDir: [0, 1, 0],
      sliceDir: [0, 0, 1],
      patientTablePosition: [0, 0, 1],
      acquisitionTimeStamp: 1,
    });
    const rows = Array.from({ length: 512 }, (_, y) => found!.data.subarray(y * 512, (y + 1) * 512));
    const written = rows.flatMap((row, y) => (row.some((value) => value > 0) ? [y] : []));
    // Five lines of seven pixels' height, enlarged twofold, with a spacing of twenty.
    expect(written[0]).toBe(26);
    expect(written.at(-1)).toBe(26 + 4 * 20 + 13);
    expect(new Set(found!.data)).toEqual(new Set([0, 255]));
  });

  it("produces one per bucket, and one per run of consecutive images of a series", async () => {
    const series = [1, 1, 2, 1].map((imageSeriesIndex) => image([1], { imageSeriesIndex }));
    const found = await run(report, "image", [bucket(lines), bucket([]), ...series], { header });
    expect(found.map((each) => parseAttributes(each.attributes).get("inputData")![0])).toEqual([
      "3 readouts",
      "2 images",
      "1 image",
      "1 image",
    ]);
    expect(found.map((each) => each.header.imageIndex)).toEqual([1, 2, 3, 4]);
  });
});

describe("the metadata table", () => {
  it("has names left and values right, wrapped between words, or within a word that is too long", () => {
    expect(tableLines({ a: "one two three", long: "123456789012345", b: "x" }, 15)).toEqual([
      "a     one two",
      "      three",
      "long  123456789",
      "      012345",
      "b     x",
    ]);
  });
});
