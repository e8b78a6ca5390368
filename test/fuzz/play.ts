import type { Duplex } from "node:stream";
import type { FuzzCase } from "./fuzz-case.ts";

/**
 * Does what the client of a case does.
 * @param reset makes the connection end as one that the network lost
 * @returns what the client read, when it has left
 */
export async function play(fuzz: FuzzCase, client: Duplex, reset: () => void): Promise<Uint8Array[]> {
  const { bytes, cuts, leaving } = fuzz;
  const answer: Uint8Array[] = [];
  client.on("error", () => {});
  client.on("data", (chunk: Uint8Array) => void answer.push(chunk));
  // Which may be before we have said all; a connection that is lost has no end.
  const answered = new Promise<unknown>((resolve) => client.once("end", resolve).once("close", resolve));
  for (const [i, from] of [0, ...cuts].entries()) {
    client.write(bytes.subarray(from, cuts[i] ?? bytes.length));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (leaving === "closes") client.destroy();
  else if (leaving === "resets") reset();
  else client.end();
  if (leaving === "ends") await answered;
  return answer;
}
