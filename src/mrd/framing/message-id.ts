/** Message ids, the first field of every message of an MRD stream. */
export const MessageId = {
  configFile: 1,
  configText: 2,
  header: 3,
  close: 4,
  text: 5,
  query: 6,
  response: 7,
  error: 8,
  acquisition: 1008,
  dependencies: 1019,
  image: 1022,
  waveform: 1026,
  dicom: 1018,
} as const;

/** Ids that no current client sends. Their layouts differ or were never published, so they cannot be skipped either. */
const deprecated: Readonly<Record<number, string>> = {
  1001: "ACQUISITION (before ISMRMRD)",
  1002: "NEW_MEASUREMENT",
  1003: "END_OF_SCAN",
  1004: "IMAGE_CPLX_FLOAT",
  1005: "IMAGE_REAL_FLOAT",
  1006: "IMAGE_REAL_USHORT",
  1007: "EMPTY",
  1009: "ISMRMRD_IMAGE_CPLX_FLOAT",
  1010: "ISMRMRD_IMAGE_REAL_FLOAT",
  1011: "ISMRMRD_IMAGE_REAL_USHORT",
  1012: "DICOM",
  1013: "CLOUD_JOB",
  1014: "GADGETCLOUD_JOB",
  1015: "ISMRMRD_IMAGEWITHATTRIB_CPLX_FLOAT",
  1016: "ISMRMRD_IMAGEWITHATTRIB_REAL_FLOAT",
  1017: "ISMRMRD_IMAGEWITHATTRIB_REAL_USHORT",
  1020: "ISMRMRD_IMAGE_REAL_SHORT",
  1021: "ISMRMRD_IMAGEWITHATTRIB_REAL_SHORT",
  1023: "RECONDATA",
  1024: "ISMRMRD_IMAGE_ARRAY",
  1025: "ISMRMRD_ACQUISITION_BUCKET",
  1050: "BUCKET",
  1051: "BUNDLE",
};

/** The name of a deprecated or Gadgetron-internal id, or `undefined` if MRD never defined it. */
export function deprecatedMessageName(id: number): string | undefined {
  return deprecated[id];
}
