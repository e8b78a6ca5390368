import type { MrdHeaderInput } from "../../../mrd/index.ts";
import type { Protocol } from "../protocol/index.ts";
import type { Survey } from "../readouts/index.ts";

type Encoding = NonNullable<MrdHeaderInput["encoding"]>[number];

/** How k-space is sampled. */
export interface TrajectoryOfProtocol {
  readonly trajectory: NonNullable<Encoding["trajectory"]>;
  readonly description: Encoding["trajectoryDescription"];
  /** Whether readouts are lines of a grid. */
  readonly isCartesian: boolean;
}

const EPI = 4;
/** Navigators of Siemens' EPI, if there are no readouts to count. */
const NAVIGATORS = 3;

export function trajectoryOf(protocol: Protocol, survey: Survey): TrajectoryOfProtocol {
  const kind = protocol.number("MEAS.sKSpace.ucTrajectory") ?? 1;
  const hasRamps = ["Rampup", "Rampdown"].every((ramp) => (protocol.number(`YAPS.alRegrid${ramp}Time`) ?? 0) > 0);
  if (kind === 2) return { trajectory: "radial", description: undefined, isCartesian: false };
  if (kind === 4) return { trajectory: "spiral", description: spiral(protocol), isCartesian: false };
  if (kind !== 1) return { trajectory: "other", description: undefined, isCartesian: false };
  const isEpi = hasRamps && protocol.number("MEAS.ucSequenceType") === EPI;
  const description = hasRamps ? epi(protocol, survey) : undefined;
  return { trajectory: isEpi ? "epi" : "cartesian", description, isCartesian: true };
}

/** Times in µs. */
function epi(protocol: Protocol, survey: Survey): Encoding["trajectoryDescription"] {
  const long = (name: string, path: string) => ({ name, value: Math.round(protocol.number(path) ?? 0) });
  return {
    identifier: "ConventionalEPI",
    userParameterLong: [
      long("etl", "MEAS.sFastImaging.lEPIFactor"),
      { name: "numberOfNavigators", value: survey.readouts > 0 ? survey.navigators : NAVIGATORS },
      long("rampUpTime", "YAPS.alRegridRampupTime"),
      long("rampDownTime", "YAPS.alRegridRampdownTime"),
      long("flatTopTime", "YAPS.alRegridFlattopTime"),
      long("echoSpacing", "YAPS.lEchoSpacing"),
      long("acqDelayTime", "YAPS.alRegridDelaySamplesTime"),
      long("numSamples", "YAPS.alRegridDestSamples"),
    ],
    userParameterDouble: [{ name: "dwellTime", value: (protocol.number("MEAS.sRXSPEC.alDwellTime") ?? 0) / 1000 }],
    comment: "Conventional 2D EPI sequence",
  };
}

/** Parameters of the variable-density design that siemens_to_ismrmrd expects in the sequence's own parameters. */
function spiral(protocol: Protocol): Encoding["trajectoryDescription"] {
  const own = (list: string, index: number) =>
    protocol.number(`MEAS.sWipMemBlock.${list}`, index) ?? protocol.number(`MEAS.sWiPMemBlock.${list}`, index) ?? 0;
  return {
    identifier: "HargreavesVDS2000",
    userParameterLong: [
      { name: "interleaves", value: protocol.number("MEAS.sKSpace.lRadialViews") ?? 1 },
      { name: "fov_coefficients", value: 1 },
      { name: "SamplingTime_ns", value: own("alFree", 56) },
    ],
    userParameterDouble: [
      { name: "MaxGradient_G_per_cm", value: own("adFree", 6) },
      { name: "MaxSlewRate_G_per_cm_per_s", value: own("adFree", 7) },
      { name: "FOVCoeff_1_cm", value: own("adFree", 9) },
      { name: "krmax_per_cm", value: own("adFree", 8) },
    ],
    comment: "Using spiral design by Brian Hargreaves (http://mrsrl.stanford.edu/~brian/vdspiral/)",
  };
}
