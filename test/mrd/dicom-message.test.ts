import { expect, test } from "vitest";
import { MessageReader, serialize } from "../../src/mrd/index.ts";

/** As Gadgetron's DicomImageWriter writes it: id, length, file, then name and attributes with lengths of 64 bits. */
const bytes = Buffer.from("fa0303000000010203" + "0200000000000000" + "6162" + "0300000000000000" + "3c612f", "hex");
const message = { kind: "dicom", name: "ab", attributes: "<a/", data: Uint8Array.of(1, 2, 3) } as const;

test("a DICOM file has the layout of Gadgetron's message 1018", () => {
  expect(Buffer.concat(serialize(message))).toEqual(bytes);
  const reader = new MessageReader();
  expect([...reader.push(bytes.subarray(0, 7)), ...reader.push(bytes.subarray(7))]).toEqual([message]);
  reader.finish();
});

test("a file that is too large is refused before it is read", () => {
  const reader = new MessageReader({ maxMessageBytes: 2 });
  expect(() => [...reader.push(bytes)]).toThrow(/DICOM file \(3 bytes\) exceeds the limit of 2 bytes/);
});
