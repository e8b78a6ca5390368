import type { Duplex } from "node:stream";
import type { FuzzCase } from "./fuzz-case.ts";

/**
 * Plays the client of a case.
 * @param reset resets the connection, as if the network had failed
 * @returns what the client has read when it has disconnected
 */
export async function play(fuzz: FuzzCase, client: Duplex, reset: () => void): Promise<Uint8Array[]> {
  const { bytes, cuts, leaving } = fuzz;
  const answer: Uint8Array[] = [];
  client.on("error", () => {});
  client.on("data", (chunk: Uint8Array) => void answer.push(chunk));
  // This may be before everything was sent; a lost connection emits no "end".
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
