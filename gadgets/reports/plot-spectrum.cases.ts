import { DataType, ImageType } from "../../src/mrd/index.ts";
import { type GadgetCase, gaussian, image } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

const signal = image(gaussian(32, 1), {
  matrixSize: [16, 1, 1],
  imageType: ImageType.complex,
  dataType: DataType.complexFloat,
});

export default [
  { name: "a signal among other images", messages: [...magnitudes, signal], outputs: 5 },
] satisfies readonly GadgetCase[];
