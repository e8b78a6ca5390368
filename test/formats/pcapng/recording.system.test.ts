import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { Recording } from "../../../src/formats/pcapng/index.ts";
import { skipReason, withReason } from "../../support/peers.ts";
import { temporaryPath } from "../mrd-hdf5/fixtures.ts";
import { record, text } from "./recorded.ts";

const reason = skipReason("tcpdump");

describe("a recording", () => {
  it.skipIf(reason)(withReason("is read by libpcap", reason), () => {
    const path = temporaryPath("a.pcapng");
    record(path);
    // The classic format: a header of 24 bytes, then seconds, microseconds and the length twice before each packet.
    const classic = execFileSync("tcpdump", ["-r", path, "-w", "-"], {
      maxBuffer: 2 ** 24,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const read: [number, string][] = [];
    for (let at = 24; at < classic.length; ) {
      const [seconds, microseconds, length] = [0, 4, 8].map((offset) => classic.readUInt32LE(at + offset)) as [
        number,
        number,
        number,
      ];
      read.push([1e6 * seconds + microseconds, text(classic.subarray(at + 16, at + 16 + length))]);
      at += 16 + length;
    }
    const ours = [...new Recording(path).packets()].map(({ timeUs, data }) => [timeUs, text(data)]);
    expect(read).toEqual(ours);
  });
});
