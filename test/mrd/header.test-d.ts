import { describe, expectTypeOf, it } from "vitest";
import {
  AcquisitionHeader,
  type Attributes,
  type Encoding,
  type EncodingSpace,
  formatAttributes,
  formatHeader,
  type ImageHeader,
  type Limit,
  type MrdHeader,
  type MrdHeaderInput,
  type WaveformHeader,
} from "../../src/mrd/index.ts";

describe("MrdHeader", () => {
  it("has what is required", () => {
    expectTypeOf<MrdHeader["encoding"][number]["encodedSpace"]["matrixSize"]["x"]>().toEqualTypeOf<number>();
    expectTypeOf<EncodingSpace["fieldOfViewMm"]>().toEqualTypeOf<Readonly<Record<"x" | "y" | "z", number>>>();
    expectTypeOf<Limit>().toEqualTypeOf<Readonly<Record<"minimum" | "maximum" | "center", number>>>();
  });

  it("has undefined for what may be absent", () => {
    expectTypeOf<MrdHeader["version"]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Encoding["encodingLimits"]["slice"]>().toEqualTypeOf<Limit | undefined>();
    expectTypeOf<undefined>().toExtend<MrdHeader["subjectInformation"]>();
    expectTypeOf<undefined>().toExtend<Encoding["parallelImaging"]>();
    expectTypeOf<undefined>().not.toExtend<Encoding["encodingLimits"]>();
  });

  it("has arrays for what repeats", () => {
    type Sequence = NonNullable<MrdHeader["sequenceParameters"]>;
    expectTypeOf<Sequence["tr"]>().toEqualTypeOf<readonly number[]>();
    expectTypeOf<MrdHeader["encoding"]>().toEqualTypeOf<readonly Encoding[]>();
  });

  it("has literal types for enumerations", () => {
    type Trajectory = "cartesian" | "epi" | "radial" | "goldenangle" | "spiral" | "other";
    expectTypeOf<Encoding["trajectory"]>().toEqualTypeOf<Trajectory | undefined>();
  });

  it("is accepted for writing, and less is too", () => {
    expectTypeOf<MrdHeader>().toExtend<MrdHeaderInput>();
    expectTypeOf(formatHeader).toBeCallableWith({});
    expectTypeOf<{ encoding: [{ encodedSpace: EncodingSpace }] }>().not.toExtend<MrdHeaderInput>();
    expectTypeOf<{
      encoding: [{ encodedSpace: EncodingSpace; reconSpace: EncodingSpace }];
    }>().toExtend<MrdHeaderInput>();
  });
});

describe("Attributes", () => {
  it("can be written as they were read", () => {
    expectTypeOf(formatAttributes).toBeCallableWith(new Map() as Attributes);
    expectTypeOf(formatAttributes).toBeCallableWith({ a: 1, b: "x", c: [1, "x"] });
  });
});

describe("binary headers", () => {
  it("have bigint for 64-bit fields, number for others, read-only arrays", () => {
    expectTypeOf<AcquisitionHeader["flags"]>().toEqualTypeOf<bigint>();
    expectTypeOf<AcquisitionHeader["channelMask"]>().toEqualTypeOf<readonly bigint[]>();
    expectTypeOf<AcquisitionHeader["position"]>().toEqualTypeOf<readonly number[]>();
    expectTypeOf<AcquisitionHeader["kspaceEncodeStep1"]>().toEqualTypeOf<number>();
    expectTypeOf<ImageHeader["matrixSize"]>().toEqualTypeOf<readonly number[]>();
    expectTypeOf<WaveformHeader["flags"]>().toEqualTypeOf<bigint>();
  });

  it("are copied as what they are", () => {
    const header = AcquisitionHeader.of({ flags: 1n });
    expectTypeOf(header.with({ slice: 1 })).toEqualTypeOf<AcquisitionHeader>();
    expectTypeOf(header.with).parameter(0).toHaveProperty("slice").toEqualTypeOf<number | undefined>();
  });
});
