import type {
  ChainEntry,
  ChainText,
  CheckedText,
  DataFiles,
  GadgetEntry,
  Job,
  JobRequest,
  SaveRequest,
} from "../../../src/viewer/api/index.ts";
import { getJson, sendJson } from "../api/request.ts";

/** A chain with its text and what that means. */
export type OpenedChain = ChainText & CheckedText;

export const getChains = (signal?: AbortSignal) => getJson<readonly ChainEntry[]>("chains", {}, signal);

export const getChain = (name: string, signal?: AbortSignal) =>
  getJson<OpenedChain>(`chains/${encodeURIComponent(name)}`, {}, signal);

export const checkText = (name: string, text: string, signal?: AbortSignal) =>
  sendJson<CheckedText>("POST", "chains/check", { name, text }, signal);

export const saveChain = (name: string, request: SaveRequest) =>
  sendJson<{ readonly version: string }>("PUT", `chains/${encodeURIComponent(name)}`, request);

export const getData = (signal?: AbortSignal) => getJson<DataFiles>("data", {}, signal);

export const getJobs = () => getJson<readonly Job[]>("jobs");

export const startJob = (request: JobRequest) => sendJson<Job>("POST", "jobs", request);

export const cancelJob = (id: number) => sendJson<unknown>("DELETE", `jobs/${id}`, {});

let gadgets: Promise<readonly GadgetEntry[]> | undefined;

/** The gadgets, requested once. */
export function getGadgets(): Promise<readonly GadgetEntry[]> {
  gadgets ??= getJson<readonly GadgetEntry[]>("gadgets").catch((error: unknown) => {
    gadgets = undefined;
    throw error;
  });
  return gadgets;
}
