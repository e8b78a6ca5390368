import { MrdError } from "../../mrd/index.ts";
import { PeerError } from "./errors.ts";
import type { RemoteLink } from "./link.ts";

/**
 * Why nothing more can be read from a remote server.
 * @param error what reading threw; `undefined` for a stream that ended without CLOSE
 * @returns a PeerError, or the same error if it was not caused by the server
 */
export async function failureOf({ name, exitDescription }: RemoteLink, error: unknown): Promise<unknown> {
  if (error !== undefined && !isCut(error)) {
    if (!(error instanceof MrdError)) return error;
    return new PeerError("not-mrd", `${name} sends data that are not MRD: ${error.message}`, { cause: error });
  }
  const end = await exitDescription();
  if (end !== undefined) return new PeerError("died", `${name} ${end}`, { cause: error });
  const why = error === undefined ? "" : ` (${(error as Error).message})`;
  return new PeerError("closed", `${name} ended the connection without CLOSE${why}`, { cause: error });
}

/** Whether the stream was cut off, which says nothing about the reason. */
function isCut(error: unknown): boolean {
  if (error instanceof MrdError) return error.code === "truncated";
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return ["ECONNRESET", "EPIPE", "ERR_STREAM_PREMATURE_CLOSE", "ETIMEDOUT"].includes(code);
}
