import { bartSource } from "../formats/bart-cfl/index.ts";
import { brukerSource } from "../formats/bruker/index.ts";
import { fastMriSource } from "../formats/fastmri/index.ts";
import { pfileSource } from "../formats/ge-pfile/index.ts";
import { mrd2Source } from "../formats/mrd2/index.ts";
import { philipsSource } from "../formats/philips/index.ts";
import { siemensSource } from "../formats/siemens/index.ts";
import type { SourceFormat } from "../formats/source/index.ts";

/** Formats of raw data other than MRD 1. fastMRI's files are HDF5, as those of MRD 1. */
export const rawSources: readonly SourceFormat[] = [
  fastMriSource,
  mrd2Source,
  siemensSource,
  bartSource,
  philipsSource,
  brukerSource,
  pfileSource,
];
