import { DataType, ImageType } from "../../src/mrd/index.ts";
import { type GadgetCase, image } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

const labelled = image([3, 4], { dataType: DataType.complexFloat, imageType: ImageType.magnitude });

export default [
  { name: "complex pixels labelled magnitude, and float", messages: [labelled, ...magnitudes], outputs: 4 },
] satisfies readonly GadgetCase[];
