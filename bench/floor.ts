import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { serialize } from "../src/mrd/index.ts";
import { InputSocket } from "../src/protocols/mrd1/index.ts";
import { feed, type Stream } from "./feed.ts";
import type { KernelWork } from "./kernels-alone.ts";

/** Processor time in seconds that no design can avoid which receives by a socket of Node and computes in WebAssembly. */
export interface Floor {
  /** Of a client that sends a measurement, and of a receiver that only reads it. */
  readonly transfer: number;
  /** Of the kernels, with their copies of samples. */
  readonly kernels: number;
}

const CLOSE = Buffer.concat(serialize({ kind: "close" }));
const alone = fileURLToPath(new URL("kernels-alone.ts", import.meta.url));

export async function floorOf(stream: Stream, work: KernelWork): Promise<Floor> {
  const output = execFileSync(process.execPath, ["--import", "jiti/register", alone, JSON.stringify(work)], {
    encoding: "utf8",
  });
  return { transfer: await secondsOfTransfer(stream), kernels: Number(output) };
}

async function secondsOfTransfer(stream: Stream): Promise<number> {
  const config = serialize({ kind: "config-file", name: "" }).reduce((bytes, { length }) => bytes + length, 0);
  const expected = config + stream.header.length + stream.bytes + CLOSE.length;
  const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const before = process.cpuUsage();
  const sent = feed((server.address() as AddressInfo).port, "", stream);
  const [arrived] = (await once(server, "connection")) as [Socket];
  const socket = InputSocket.over(arrived) as InputSocket;
  const chunks = socket.chunks();
  for (let missing = expected; missing > 0; ) missing -= ((await chunks.next()).value as Uint8Array).length;
  socket.end(CLOSE);
  await sent;
  const { user, system } = process.cpuUsage(before);
  server.close();
  return (user + system) / 1e6;
}
