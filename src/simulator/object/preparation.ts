import { AcquisitionFlag } from "../../mrd/index.ts";
import { lineAxis, partitionAxis } from "../encoding/sampling.ts";
import type { PhantomSettings } from "../options/options.ts";
import { isCartesian } from "../options/trajectory-settings.ts";

/** A readout that is not image data. */
export interface Preparation {
  readonly flags: readonly number[];
  readonly kspaceEncodeStep1: number;
  readonly kspaceEncodeStep2: number;
}

/**
 * The preparation of a slice in a repetition: dummy scans, a navigator, a phase correction. Their counters are those of
 * the k-space centre, as on scanners, so that ignoring their flags spoils the image.
 */
export function preparations(settings: PhantomSettings): Preparation[] {
  const { dummies, navigators, phaseCorrection } = settings;
  const { dummyScanData, navigationData, phaseCorrectionData } = AcquisitionFlag;
  const kinds = [
    ...new Array<number>(dummies).fill(dummyScanData),
    ...(navigators ? [navigationData] : []),
    ...(phaseCorrection ? [phaseCorrectionData] : []),
  ];
  const line = isCartesian(settings) ? lineAxis(settings).center : 0; // Every spoke or spiral is through the centre.
  const centre = { kspaceEncodeStep1: line, kspaceEncodeStep2: partitionAxis(settings).center };
  return kinds.map((flag) => ({ flags: [flag], ...centre }));
}
