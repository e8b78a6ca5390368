import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Recording } from "../../src/formats/pcapng/index.ts";
import { withReason } from "../support/peers.ts";
import { converse, imageBytes, lines } from "../support/session.ts";
import { noSmallDisk, smallDisk } from "../support/small-disk.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const stream = [configFile("default"), text(3, smallHeader()), ...smallReadouts(60), close];
const reason = noSmallDisk();

describe("recording", () => {
  const title = "that fills the disk ends, with one warning to the client";
  it.skipIf(reason)(withReason(title, reason), async () => {
    const recordFolder = smallDisk(40_960);
    const received = await converse(stream, { recordFolder });
    expect(imageBytes(received)).toBe(imageBytes(await converse(stream)));
    expect(lines(received)).toEqual([expect.stringMatching(/^WARNING recording ended: .*pcapng cannot be.*ENOSPC/)]);
    const [name] = readdirSync(recordFolder);
    const packets = [...new Recording(join(recordFolder, name!)).packets()];
    const kept = Buffer.concat(packets.filter(({ direction }) => direction === "received").map(({ data }) => data));
    expect(kept.length).toBeGreaterThan(1000);
    expect(kept.equals(Buffer.concat(stream).subarray(0, kept.length))).toBe(true);
  });
});
