import type { SessionSummary } from "../../../src/viewer/api/index.ts";

/** Failed sessions may still be running: what arrives is saved. */
export function stateOf({ state, endedAt }: SessionSummary): string {
  return state === "failed" ? "failed" : endedAt === undefined ? "running" : "done";
}
