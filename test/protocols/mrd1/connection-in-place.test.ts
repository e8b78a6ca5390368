import { expect, it } from "vitest";
import { Connection } from "../../../src/protocols/mrd1/index.ts";
import { duplexPair } from "../../support/duplex.ts";
import * as wire from "../../support/wire-bytes.ts";
import { plain, wireSamples } from "../../support/wire-samples.ts";

const sample = wireSamples.find(({ message }) => message.kind === "acquisition" && message.data.length > 0)!;

/** A connection that receives bytes and then the end of the stream. */
function receiving(...pieces: readonly Uint8Array[]): Connection {
  const [client, server] = duplexPair();
  client.end(Buffer.concat(pieces));
  return new Connection(server);
}

it("readouts that arrive together come together", async () => {
  const kinds: string[] = [];
  for await (const batch of receiving(sample.bytes, sample.bytes, wire.close).batchesInPlace())
    for (const { kind } of batch) kinds.push(kind);
  expect(kinds).toEqual(["stored-readouts", "close"]);
});

it("they come one after the other if messages are asked for one by one", async () => {
  const connection = receiving(sample.bytes, sample.bytes, wire.close);
  connection.batchesInPlace();
  const messages = [await connection.next(), await connection.next(), await connection.next()];
  expect(messages.map((each) => plain(each!))).toEqual([
    plain(sample.message),
    plain(sample.message),
    { kind: "close" },
  ]);
  expect(await connection.next()).toBeUndefined();
});
