import type { MrdHeaderInput } from "../../mrd/index.ts";
import { calibrationArea } from "../options/acceleration-settings.ts";
import type { PhantomSettings } from "../options/options.ts";
import { echoTrainLength, epiTiming } from "./epi-timing.ts";

type EncodingInput = NonNullable<MrdHeaderInput["encoding"]>[number];

/** What the header says of EPI, in the convention of Gadgetron. */
export function epiDescription(settings: PhantomSettings) {
  const { rampUp, flatTop, rampDown, delay, dwell, samples } = epiTiming(settings);
  const etl = echoTrainLength(settings);
  return {
    trajectory: "epi",
    trajectoryDescription: {
      identifier: "ConventionalEPI",
      userParameterLong: [
        { name: "rampUpTime", value: rampUp },
        { name: "rampDownTime", value: rampDown },
        { name: "flatTopTime", value: flatTop },
        { name: "acqDelayTime", value: Math.round(delay) },
        { name: "numSamples", value: samples },
        { name: "etl", value: etl },
        { name: "numberOfNavigators", value: settings.epiNavigators },
      ],
      userParameterDouble: [{ name: "dwellTime", value: dwell }],
    },
    echoTrainLength: etl,
  } satisfies Partial<EncodingInput>;
}

/** The encoding of calibration lines that are plain readouts, for images with the given encoding. */
export function gradientEchoEncoding(images: EncodingInput, settings: PhantomSettings): EncodingInput {
  const { encodedSpace, reconSpace } = images;
  const { kspaceEncodingStep0, kspaceEncodingStep1, kspaceEncodingStep2, slice } = images.encodingLimits!;
  const { count } = calibrationArea(settings).y;
  const own = { minimum: 0, maximum: count - 1, center: Math.floor(count / 2) };
  return {
    encodedSpace,
    reconSpace,
    encodingLimits: {
      kspaceEncodingStep0,
      kspaceEncodingStep1: settings.calibrationMode === "external" ? own : kspaceEncodingStep1,
      kspaceEncodingStep2,
      slice,
    },
    trajectory: "cartesian",
  };
}
