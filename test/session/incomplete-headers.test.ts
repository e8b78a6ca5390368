import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runChain } from "../../src/chain/index.ts";
import { MrdFile } from "../../src/formats/mrd-hdf5/index.ts";
import type { Message } from "../../src/gadget-api/index.ts";
import { noNoiseStore } from "../../src/gadget-api/services/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { noPool } from "../../src/pool/index.ts";
import { withReason } from "../support/peers.ts";
import { converse, images, library, lines } from "../support/session.ts";
import { noSharedData, sharedData } from "../support/shared-data.ts";
import { smallHeader, smallReadout, smallReadouts } from "../support/small-measurement.ts";
import { acquisitionSpots, close, configFile, text } from "../support/wire-bytes.ts";

const reconSpace = /<reconSpace>.*<\/reconSpace>/s;
const fieldOfView = /<fieldOfView_mm>.*?<\/fieldOfView_mm>/gs;
const noField = "<fieldOfView_mm><x>0</x><y>0</y><z>0</z></fieldOfView_mm>";
const empty = "<matrixSize><x/><y/><z/></matrixSize>";
const noMatrix = noField.replaceAll("fieldOfView_mm", "matrixSize");
const withSecond = (encoding: string) => smallHeader().replace("</encoding>", `</encoding>${encoding}`);
const second = withSecond(
  `<encoding><encodedSpace>${empty}</encodedSpace><reconSpace>${empty}</reconSpace></encoding>`,
);

const answerTo = (header: string, readouts: readonly Uint8Array[] = smallReadouts()) =>
  converse([configFile("default"), text(3, header), ...readouts, close]);

describe("a header that is incomplete is completed, and the client is informed:", () => {
  it.each<[string, string, readonly [number, number], RegExp]>([
    [
      "without reconSpace",
      smallHeader().replace(reconSpace, ""),
      [16, 8],
      /^WARNING to-buffer: encoding 0: reconSpace: it is missing\. The encoded space is reconstructed/,
    ],
    [
      "without the field of view of reconSpace",
      smallHeader().replace(reconSpace, "<reconSpace><matrixSize><x>8</x><y>8</y><z>1</z></matrixSize></reconSpace>"),
      [8, 8],
      /^WARNING to-buffer: encoding 0: reconSpace: it has no fieldOfView_mm.x, .* a field of view of 200 × 200 × 5 mm/,
    ],
    [
      "with a field of view of 0",
      smallHeader().replace(fieldOfView, noField),
      [8, 8],
      /^WARNING to-buffer: encoding 0: encodedSpace\.fieldOfView_mm: the field of view is 0 × 0 × 0 mm/,
    ],
    [
      "with a trajectory in capitals",
      smallHeader().replace("cartesian<", "Cartesian<").replace(fieldOfView, noField),
      [8, 8],
      /^WARNING to-buffer: encoding 0/,
    ],
    [
      "with a second encoding of no size",
      second,
      [8, 8],
      /^WARNING to-buffer: encoding 1: it cannot be read: .*encoding\[1\]\.encodedSpace\.matrixSize\.x.* It is ignored/,
    ],
    [
      "with a second encoding of size 0",
      second.replaceAll(empty, `${noMatrix}${noField}`),
      [8, 8],
      /^WARNING to-buffer: encoding 1: its encoded matrix is 0 × 0 × 0\. It is ignored/,
    ],
    [
      "with an empty second encoding",
      withSecond("<encoding/>"),
      [8, 8],
      /^WARNING to-buffer: encoding 1: it cannot be read: .*encoding\[1\]\.encodedSpace is missing/,
    ],
  ])("%s", async (_, header, [x, y], warning) => {
    const received = await answerTo(header);
    expect(images(received).map((each) => each.header.matrixSize)).toEqual([[x, y, 1]]);
    expect(lines(received)[0]).toMatch(warning);
    expect(lines(received).some((line) => line.startsWith("ERROR"))).toBe(false);
  });

  it("but readouts of an encoding without a size are an error", async () => {
    const received = await answerTo(second, [...smallReadouts().slice(1), ofEncoding(smallReadout(0), 1)]);
    expect(images(received)).toEqual([]);
    const ofSizeZero = await answerTo(smallHeader().replace(/<matrixSize>.*?<\/matrixSize>/s, noMatrix));
    expect(images(ofSizeZero)).toEqual([]);
    expect(lines(ofSizeZero).at(-1)).toMatch(
      /^ERROR .*readouts belong to encoding 0 .* its encoded matrix is 0 × 0 × 0/,
    );
    expect(lines(received).at(-1)).toMatch(
      /^ERROR .*to-buffer .*: readouts belong to encoding 1 of the header, but it cannot be read: .*\[gadget\/bad-geometry\]/s,
    );
  });
});

/** Sets encoding_space_ref in the bytes of a readout's message, after the two bytes of its ID. */
function ofEncoding(message: Buffer, encoding: number): Buffer {
  message.writeUInt16LE(encoding, 2 + acquisitionSpots.encodingSpaceRef[0]);
  return message;
}

describe.skipIf(noSharedData)(withReason("a simulated brain without reconSpace", noSharedData), () => {
  it("is reconstructed, with warnings", async () => {
    const file = await MrdFile.open(fileURLToPath(new URL("raw-mrireco-norecon.h5", sharedData)));
    const group = file.group("/dataset");
    const results: Message[] = [];
    const reported: string[] = [];
    await runChain(
      await library.find("cartesian"),
      async function* () {
        for (const readout of group.acquisitions()) yield [readout];
      },
      { write: (message) => void results.push(message), drained: () => undefined },
      {
        headerText: group.header,
        version: "0",
        pool: noPool,
        noise: noNoiseStore,
        taps: undefined,
        report: (level, message) => void reported.push(`${level}: ${message}`),
      },
    );
    file.close();
    expect(results.map((each) => (each as Image).header.matrixSize)).toEqual([[256, 256, 1]]);
    expect(reported.join("\n")).toMatch(/warning: to-buffer: encoding 0: reconSpace: it is missing/);
    expect(reported.join("\n")).toMatch(
      /warning: to-buffer: encoding 0: encodedSpace.fieldOfView_mm: the field .* 0 × 0 × 0/,
    );
  });
});
