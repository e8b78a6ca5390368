import type { ChildProcess } from "node:child_process";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MessageReader, type WireMessage } from "../../src/mrd/index.ts";
import { serve } from "../support/cli.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text, u16, u32 } from "../support/wire-bytes.ts";

const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

async function started(...flags: string[]): Promise<number> {
  const { process: child, port } = await serve(...flags);
  running.push(child);
  return port;
}

/** Sends bytes without ending the client's side, and collects the answer. */
async function answerOf(port: number, pieces: readonly Uint8Array[]): Promise<WireMessage[]> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  for (const piece of pieces) socket.write(piece);
  const reader = new MessageReader();
  const received: WireMessage[] = [];
  for await (const chunk of socket) received.push(...reader.push(chunk as Uint8Array));
  socket.destroy();
  return received;
}
const error = (text: string | RegExp) => [
  { kind: "text", text: typeof text === "string" ? `ERROR   ${text}` : expect.stringMatching(text) },
  { kind: "close" },
];
const opening = [configFile("null"), text(3, smallHeader())];

describe("larmor serve ends", () => {
  it("a session whose client stops sending, after --idle-timeout", async () => {
    const reason =
      "the other side neither sent nor accepted data for 1 s, which is the limit; a server's --idle-timeout raises it [wire/idle]";
    expect(await answerOf(await started("--idle-timeout", "1"), opening)).toEqual(error(reason));
  });

  it("a session that takes too long, after --session-timeout", async () => {
    const reason =
      "the session took longer than 1 s, which is the limit; the server's --session-timeout raises it [session/time-limit]";
    expect(await answerOf(await started("--session-timeout", "1"), opening)).toEqual(error(reason));
  });

  it("a session that takes more than --session-memory", async () => {
    const reason =
      /^ERROR {3}the session .*; the limit is 60 MB, which the server's --session-memory raises \[server\/out-of-memory\]$/;
    expect(await answerOf(await started("--session-memory", "60"), opening)).toEqual(error(reason));
  });
});

describe("larmor serve rejects", () => {
  let port: number;
  beforeAll(async () => {
    port = await started("--session-memory", "400", "--max-text", "2000", "--max-message", "512");
  });

  it("texts longer than --max-text", async () => {
    const reason =
      /HEADER \(2001 bytes\) exceeds the limit of 2000 bytes, which a server's --max-text raises \[mrd\/message-too-large\]$/;
    expect(await answerOf(port, [configFile("null"), u16(3), u32(2001)])).toEqual(error(reason));
  });

  it("data longer than --max-message", async () => {
    // A readout of 16 samples and 2 channels takes 256 bytes, one of 34 samples 544.
    const reason =
      /readout 0 .*\(544 bytes\) exceeds the limit of 512 bytes, which a server's --max-message raises \[mrd\/message-too-large\]$/;
    expect(await answerOf(port, [...opening, ...smallReadouts(1), ...smallReadouts(1, 17)])).toEqual(error(reason));
  });

  it("data that take more than a quarter of --session-memory in one step of a chain", async () => {
    // 20 × 60000 lines of 8 samples and 2 channels: 192 bytes each.
    const header = smallHeader().replaceAll("<y>8</y>", "<y>60000</y>").replaceAll("<z>1</z>", "<z>20</z>");
    const reason =
      /to-buffer .*: 230400000 bytes, more than the limit of 104857600; .*--session-memory \[gadget\/k-space-too-large\]$/;
    const pieces = [configFile("default"), text(3, header), ...smallReadouts(1), close];
    expect(await answerOf(port, pieces)).toEqual(error(reason));
  });
});
