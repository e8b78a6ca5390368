import { existsSync, readFileSync } from "node:fs";
import { formatHeader, ImageType } from "../../mrd/index.ts";
import type { Vector } from "../image-series/index.ts";

interface Sidecar {
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly imageType: number;
  readonly tesla: number | undefined;
  readonly megahertz: number | undefined;
  readonly protocol: string | undefined;
}

/** What the sidecar next to a file says, if there is one. */
export function sidecarOf(path: string): Sidecar {
  const json = path.replace(/\.nii(\.gz)?$/i, ".json");
  let read: Record<string, unknown> = {};
  try {
    if (json !== path && existsSync(json)) read = JSON.parse(readFileSync(json, "utf8"));
  } catch {
    // A sidecar that is not JSON says nothing.
  }
  const number = (name: string) => (typeof read[name] === "number" ? (read[name] as number) : undefined);
  const times = ["EchoTime", "RepetitionTime", "InversionTime"].flatMap((name) => {
    const seconds = number(name);
    return seconds === undefined ? [] : [[name, Number((seconds * 1000).toPrecision(9))] as const];
  });
  const isPhase = Array.isArray(read.ImageType) && read.ImageType.some((each) => /^(P|PHASE)$/.test(String(each)));
  const [angle, protocol] = [number("FlipAngle"), read.SeriesDescription ?? read.ProtocolName];
  return {
    attributes: { ...Object.fromEntries(times), ...(angle !== undefined && { FlipAngle: angle }) },
    imageType: isPhase ? ImageType.phase : ImageType.magnitude,
    tesla: number("MagneticFieldStrength"),
    megahertz: number("ImagingFrequency"),
    protocol: typeof protocol === "string" ? protocol : undefined,
  };
}

/** An MRD header of a volume and its sidecar. */
export function headerOf(
  [x, y, z]: Vector,
  [dx, dy, dz]: Vector,
  times: number,
  { attributes, tesla, megahertz, protocol }: Sidecar,
): string {
  const space = { matrixSize: { x, y, z: 1 }, fieldOfViewMm: { x: x * dx, y: y * dy, z: dz } };
  const limit = (maximum: number) => ({ minimum: 0, maximum: Math.min(maximum, 0xffff), center: 0 });
  const values = (name: string) => (attributes[name] === undefined ? [] : [Number(attributes[name])]);
  return formatHeader({
    measurementInformation: { protocolName: protocol },
    acquisitionSystemInformation: { systemFieldStrengthT: tesla },
    experimentalConditions: { h1ResonanceFrequencyHz: Math.round((megahertz ?? 0) * 1e6) },
    encoding: [
      {
        encodedSpace: space,
        reconSpace: space,
        encodingLimits: { slice: limit(z - 1), repetition: limit(times - 1) },
        trajectory: "cartesian",
      },
    ],
    sequenceParameters: {
      tr: values("RepetitionTime"),
      te: values("EchoTime"),
      ti: values("InversionTime"),
      flipAngleDeg: values("FlipAngle"),
    },
  });
}
