import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { Recording } from "../../src/formats/pcapng/index.ts";
import type { SessionOptions } from "../../src/session/index.ts";
import { answerOf, converse, images, lines, startSession } from "../support/session.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text, u16 } from "../support/wire-bytes.ts";

const root = mkdtempSync(join(tmpdir(), "larmor-recorder-"));
afterAll(() => rmSync(root, { recursive: true }));
let recordFolder: string;
beforeEach(() => {
  recordFolder = join(mkdtempSync(join(root, "test-")), "recorded");
});

const stream = [configFile("default"), text(3, smallHeader()), ...smallReadouts(2), close];

/** All bytes that a session sends. */
async function bytesOf(pieces: readonly Uint8Array[], overrides: Partial<SessionOptions>): Promise<Buffer> {
  const { client, ended } = startSession(overrides);
  for (const piece of pieces) client.write(piece);
  client.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of client) chunks.push(chunk as Uint8Array);
  await ended;
  return Buffer.concat(chunks);
}
const recorded = (direction: "received" | "sent") => {
  const [name, ...others] = readdirSync(recordFolder);
  expect(others).toEqual([]);
  const packets = [...new Recording(join(recordFolder, name!)).packets()];
  return Buffer.concat(packets.filter((packet) => packet.direction === direction).map(({ data }) => data));
};

describe("recording", () => {
  it("records every byte in both directions, and changes no byte of the answer", async () => {
    const answer = await bytesOf(stream, { recordFolder });
    expect(recorded("received").equals(Buffer.concat(stream))).toBe(true);
    expect(recorded("sent").equals(answer)).toBe(true);
    expect((await bytesOf(stream, {})).equals(answer)).toBe(true);
  });

  it.each([
    ["an unknown message", [configFile("default"), u16(77), Buffer.from("what follows is not understood")]],
    ["a failure of the chain", [configFile("unknown"), ...stream.slice(1)]],
    ["an end inside a message", [Buffer.concat(stream).subarray(0, 3000)]],
  ])("records the bytes of and after %s", async (_, pieces) => {
    const answer = await bytesOf(pieces, { recordFolder });
    expect(answer.includes("ERROR")).toBe(true);
    expect(recorded("received").equals(Buffer.concat(pieces))).toBe(true);
    expect(recorded("sent").equals(answer)).toBe(true);
  });

  it("writes received bytes to the file before they are processed", async () => {
    const session = startSession({ recordFolder });
    session.client.write(stream[0]);
    await vi.waitFor(() => expect(recorded("received").equals(stream[0]!)).toBe(true));
    session.client.end(Buffer.concat(stream.slice(1)));
    await answerOf(session);
  });

  it("creates a file readable by its owner only, whose name does not identify the patient", async () => {
    await converse(stream, { recordFolder, session: 12 });
    const [name] = readdirSync(recordFolder);
    expect(name).toMatch(/^MRD_session_\d{4}-\d\d-\d\d-\d{6}_session12\.pcapng$/);
    const modes = [".", name!].map((each) => (statSync(join(recordFolder, each)).mode & 0o777).toString(8));
    expect(modes).toEqual(["700", "600"]);
  });

  it("creates one file per session for sessions of the same name", async () => {
    await Promise.all([1, 2, 3].map(() => converse(stream, { recordFolder })));
    expect(readdirSync(recordFolder)).toHaveLength(3);
  });

  it("that can't start is reported to the client, which gets its images all the same", async () => {
    const notAFolder = join(root, "file");
    writeFileSync(notAFolder, "");
    const received = await converse(stream, { recordFolder: notAFolder });
    expect(images(received)).toHaveLength(2);
    expect(lines(received)).toEqual([
      expect.stringMatching(/^WARNING recording ended: .*file can't be created: a file is where a folder should be/),
    ]);
  });

  it("that is deleted ends, with one warning to the client", async () => {
    const session = startSession({ recordFolder });
    session.client.write(stream[0]);
    await vi.waitFor(() => expect(readdirSync(recordFolder)).toHaveLength(1));
    rmSync(recordFolder, { recursive: true });
    session.client.end(Buffer.concat(stream.slice(1)));
    const received = await answerOf(session);
    expect(images(received)).toHaveLength(2);
    expect(lines(received)).toEqual([expect.stringMatching(/^WARNING recording ended: .* was deleted while/)]);
  });
});
