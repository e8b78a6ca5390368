import type { AcquisitionHeader } from "../../mrd/index.ts";
import type { Trajectory } from "../../numerics/trajectories/index.ts";

/** What a readout's header says otherwise than the description of its trajectory, if anything. */
export function descriptionDoubts(header: AcquisitionHeader, trajectory: Trajectory): string | undefined {
  const { scanCounter, numberOfSamples, centerSample, sampleTimeUs } = header;
  const { kind, ...plane } = trajectory.kind === "stack" ? trajectory.plane : trajectory;
  if ("samplingTimeS" in plane) {
    const described = 1e6 * plane.samplingTimeS;
    if (!(sampleTimeUs > 0) || Math.abs(sampleTimeUs / described - 1) < 0.01) return undefined;
    return `readout ${scanCounter} has a sample every ${sampleTimeUs} µs, and by SamplingTime_ns every ${described} µs`;
  }
  const center = Math.floor(numberOfSamples / 2);
  if (kind === "archimedean-spirals" || centerSample === 0 || centerSample === center) return undefined;
  return `readout ${scanCounter} has its centre at sample ${centerSample}, and the spokes of the header at sample ${center}`;
}
