import { DataType, ImageType } from "../../src/mrd/index.ts";
import { type GadgetCase, image } from "../../src/testing/index.ts";
import { magnitudes } from "../../test/contract/samples.ts";

export default [
  { name: "float images", messages: magnitudes, outputs: 3 },
  {
    name: "double phase to short",
    messages: [image([-1, 0, 1], { dataType: DataType.double, imageType: ImageType.phase })],
    outputs: 1,
    parameters: { type: "short", min: -4096 },
  },
] satisfies readonly GadgetCase[];
