import type { EncodingSpace, MrdHeader } from "../../mrd/index.ts";

/** Metadata by name, in display order. */
export type MeasurementMetadata = Readonly<Record<string, string>>;

/** Metadata of a measurement, with the names and formats of FIRE's report. What the header lacks is omitted. */
export function measurementMetadata(header: MrdHeader | undefined): MeasurementMetadata {
  const protocol = header?.measurementInformation?.protocolName;
  const scanner = scannerOf(header);
  const space = header?.encoding[0]?.encodedSpace;
  return {
    ...(protocol && { protocolName: protocol }),
    ...(scanner && { scanner }),
    ...(space && { fieldOfView: `${sides(space.fieldOfViewMm, (mm) => mm.toFixed(1))} mm^3` }),
    ...(space && { matrixSize: sides(space.matrixSize, String) }),
  };
}

function scannerOf(header: MrdHeader | undefined): string {
  const { systemVendor, systemModel, systemFieldStrengthT: tesla } = header?.acquisitionSystemInformation ?? {};
  const field = tesla === undefined ? undefined : `${tesla.toFixed(tesla > 1 ? 1 : 2)}T`;
  return [systemVendor, systemModel, field].filter(Boolean).join(" ");
}

function sides({ x, y, z }: EncodingSpace["matrixSize"], text: (side: number) => string): string {
  return [x, y, z].map(text).join(" x ");
}
