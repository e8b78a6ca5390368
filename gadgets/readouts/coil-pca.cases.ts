import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { coilsOf, type GadgetCase, headerOf, noiseReadout, readout } from "../../src/testing/index.ts";
import { encoding } from "../../test/contract/samples.ts";

export default [
  {
    name: "interleaved readouts of two slices, one of which is learned before the end",
    messages: [
      noiseReadout({ scanCounter: 1 }),
      ...[2, 3, 4, 5, 6, 7].map((scanCounter) =>
        readout({
          scanCounter,
          slice: scanCounter % 2,
          flags: scanCounter === 4 ? [AcquisitionFlag.lastInSlice] : [],
        }),
      ),
    ],
    outputs: 6,
    header: headerOf(encoding, coilsOf(["A", "B"])),
    parameters: { uncombinedCoils: ["B"] },
  },
  {
    name: "fewer coils than would be dropped",
    messages: [noiseReadout({ scanCounter: 1 }), readout({ scanCounter: 2 })],
    outputs: 1,
    parameters: { above: 2 },
  },
] satisfies readonly GadgetCase[];
