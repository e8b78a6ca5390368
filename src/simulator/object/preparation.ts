import { AcquisitionFlag } from "../../mrd/index.ts";
import { lineAxis, partitionAxis } from "../encoding/sampling.ts";
import type { PhantomSettings } from "../options/options.ts";

/** A readout that is no part of an image. */
export interface Preparation {
  readonly flags: readonly number[];
  readonly kspaceEncodeStep1: number;
  readonly kspaceEncodeStep2: number;
}

/**
 * What comes before a slice of a repetition: dummy scans, a navigator, a phase correction. They are labelled as lines of
 * the k-space centre, as scanners do, so that whoever overlooks their flag spoils the image.
 */
export function preparations(settings: PhantomSettings): Preparation[] {
  const { dummies, navigators, phaseCorrection } = settings;
  const { dummyScanData, navigationData, phaseCorrectionData } = AcquisitionFlag;
  const kinds = [
    ...new Array<number>(dummies).fill(dummyScanData),
    ...(navigators ? [navigationData] : []),
    ...(phaseCorrection ? [phaseCorrectionData] : []),
  ];
  const centre = { kspaceEncodeStep1: lineAxis(settings).center, kspaceEncodeStep2: partitionAxis(settings).center };
  return kinds.map((flag) => ({ flags: [flag], ...centre }));
}
