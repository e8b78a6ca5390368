/**
 * What the server and the page exchange as JSON; types alone, which need neither Node nor a browser. Messages of MRD
 * travel as in an MRD stream.
 */
export type { About, Area } from "./about.ts";
export type { ArraysHead, ArrayType } from "./arrays.ts";
export type {
  ChainEntry,
  ChainText,
  CheckedText,
  GadgetEntry,
  GadgetParameter,
  Plan,
  PlanParameter,
  PlanStep,
  SaveRequest,
  TextProblem,
} from "./chains.ts";
export type { DataFile, DataFiles } from "./data.ts";
export type { FileEntry, GroupEntry } from "./files.ts";
export type { Amount, Explanation, Job, JobProgress, JobRequest } from "./jobs.ts";
export type {
  Frame,
  KSpaceState,
  LiveImage,
  LiveImageHeader,
  LiveMessage,
  LiveReport,
  LiveStep,
  LogLine,
  ServerLoad,
  SessionDetail,
  SessionFailure,
  SessionSummary,
  WatchRequest,
} from "./live.ts";
export type {
  ArrayForm,
  EncodingEntry,
  FindingEntry,
  HeaderTree,
  NoiseCovariance,
  ReadoutColumn,
  ReadoutColumns,
  Samples,
  SamplesRequest,
  TreeNode,
  WaveformEntry,
  WaveformLabel,
} from "./measurement.ts";
