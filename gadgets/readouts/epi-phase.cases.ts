import { AcquisitionFlag } from "../../src/mrd/index.ts";
import { allLines, encodingOf, type GadgetCase, headerOf } from "../../src/testing/index.ts";
import { epiEncoding, epiShot } from "../../test/contract/epi-samples.ts";

const { phaseCorrectionData } = AcquisitionFlag;

export default [
  {
    name: "three navigators before the lines of a shot",
    header: headerOf(epiEncoding),
    messages: [...epiShot(), ...epiShot({ repetition: 1, scanCounter: 20 })],
    outputs: 16,
  },
  {
    name: "lines before their navigators",
    header: headerOf(epiEncoding),
    messages: [...epiShot().slice(3), ...epiShot().slice(0, 3), ...epiShot({ scanCounter: 20 }).slice(3)],
    outputs: 16,
  },
  {
    name: "no navigators",
    header: headerOf(epiEncoding),
    messages: epiShot().filter(({ header }) => !header.has(phaseCorrectionData)),
    outputs: 8,
  },
  {
    name: "lines in one direction",
    header: headerOf(encodingOf()),
    parameters: { oddEven: "polynomial", drift: "linear", filter: 4 },
    messages: allLines(encodingOf()),
    outputs: 8,
  },
] satisfies readonly GadgetCase[];
