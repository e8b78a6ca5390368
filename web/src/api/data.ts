import type {
  ArrayForm,
  FindingEntry,
  HeaderTree,
  NoiseCovariance,
  ReadoutColumns,
  Samples,
  SamplesRequest,
  WaveformEntry,
} from "../../../src/viewer/api/index.ts";
import { type ArraysBody, decodeArrays } from "./arrays.ts";
import { getBytes, getJson, postForBytes } from "./request.ts";

/** A measurement of a file. */
export interface GroupName {
  readonly file: number;
  readonly group: string;
}

/** Requests of raw data. All throw a RequestError, with the server's explanation. */

export const getHeader = ({ file, group }: GroupName, signal?: AbortSignal) =>
  getJson<HeaderTree>("header", { file, group }, signal);

export const getFindings = ({ file, group }: GroupName, signal?: AbortSignal) =>
  getJson<readonly FindingEntry[]>("findings", { file, group }, signal);

export async function getReadouts({ file, group }: GroupName, start: number, end: number, signal?: AbortSignal) {
  return decodeArrays<ReadoutColumns>(await getBytes("readouts", { file, group, start, end }, signal));
}

/** @returns the samples of all these readouts one after another */
export async function getSamples(request: SamplesRequest, signal?: AbortSignal) {
  const { meta, arrays } = decodeArrays<Samples>(await postForBytes("samples", request, signal));
  return { ...meta, values: arrays[0] as Float32Array };
}

/** @returns the covariance, `[coils][coils]` complex */
export async function getNoise(request: GroupName & { readonly rows: readonly number[] }, signal?: AbortSignal) {
  const { meta, arrays } = decodeArrays<NoiseCovariance>(await postForBytes("noise", request, signal));
  return { ...meta, covariance: arrays[0] as Float64Array };
}

export async function getWaveforms({ file, group }: GroupName, signal?: AbortSignal) {
  return decodeArrays<readonly WaveformEntry[]>(await getBytes("waveforms", { file, group }, signal));
}

export const getArrayForm = ({ file, group }: GroupName, name: string, signal?: AbortSignal) =>
  getJson<ArrayForm>("array-form", { file, group, name }, signal);

export async function getArrayPlane({ file, group }: GroupName, name: string, plane: number, signal?: AbortSignal) {
  const body: ArraysBody<unknown> = decodeArrays(await getBytes("array", { file, group, name, plane }, signal));
  return body.arrays[0] as Float32Array;
}
