import type { Protocol } from "../protocol/index.ts";

/** What of the scanner's software changes how a protocol is read. */
export interface Software {
  /** XA, which runs on Numaris X. */
  readonly isXa: boolean;
  readonly isVb: boolean;
}

export function softwareOf(protocol: Protocol): Software {
  const info = "MEAS.sProtConsistencyInfo";
  const baseline = protocol.text(`${info}.tBaselineString`) ?? protocol.text(`${info}.tMeasuredBaselineString`) ?? "";
  const version = protocol.text("DICOM.SoftwareVersions") ?? "";
  return {
    isXa: baseline.includes("NXVA") || version.includes("syngo MR XA"),
    isVb: /VB1[1-9]/.test(baseline),
  };
}

/** Dwell time of a noise readout in µs, which no protocol states: most noise scans have 130 Hz per pixel. */
export function noiseDwellUs(protocol: Protocol, { isXa, isVb }: Software): (samples: number) => number {
  const name = protocol.text("HEADER.tProtocolName") ?? protocol.text("MEAS.tProtocolName");
  if (isXa || name === "AdjCoilSens") return () => 5;
  if (name === "AdjQuietCoilSens") return () => 4;
  if (isVb) return (samples) => 1e6 / samples / 130;
  return (samples) => Math.floor(76_800 / samples) / 10; // rounded down to 0.1 µs, as the receiver does
}
