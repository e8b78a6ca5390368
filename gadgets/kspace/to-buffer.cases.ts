import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { allLines, bucket, type GadgetCase, waveform } from "../../src/testing/index.ts";
import { averages, encoding } from "../../test/contract/samples.ts";

export default [
  {
    name: "separate averages, with reference and reverse readouts",
    messages: [
      bucket(averages, { reference: averages, waveforms: [waveform()] }),
      bucket(allLines(encoding, { flags: [AcquisitionFlag.reverse] })),
    ],
    parameters: { mergeAverages: false },
    outputs: 3,
  },
  { name: "averages merged", messages: [bucket(averages)], outputs: 1 },
] satisfies readonly GadgetCase[];
