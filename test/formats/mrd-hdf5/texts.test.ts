import h5wasm from "h5wasm/node";
import { describe, expect, it } from "vitest";
import { integer, vlen } from "../../../src/formats/mrd-hdf5/hdf5/datatype.ts";
import { compactLayout, dataspace, datatype, fillValue } from "../../../src/formats/mrd-hdf5/hdf5/object-header.ts";
import { MrdFileWriter } from "../../../src/formats/mrd-hdf5/index.ts";
import { openGroup, readout, temporaryPath } from "./fixtures.ts";
import { handMade } from "./hand-made.ts";

const XML = "<ismrmrdHeader><name>Größe µ</name></ismrmrdHeader>";
const encoded = Buffer.from(XML);

type Dataset = Parameters<InstanceType<typeof h5wasm.Group>["create_dataset"]>[0];

/** A file with a group `dataset`, whose `xml` is made by HDF5's own library. */
async function fileWith(xml: Omit<Dataset, "name">): Promise<string> {
  await h5wasm.ready;
  const path = temporaryPath();
  const file = new h5wasm.File(path, "w");
  file.create_group("dataset").create_dataset({ name: "xml", ...xml });
  file.close();
  return path;
}

const padded = (length: number) => Buffer.concat([encoded, Buffer.alloc(length - encoded.length)]);
const columns = (text: string, length: number) =>
  Array.from({ length: Math.ceil(text.length / length) }, (_, i) => text.slice(i * length, (i + 1) * length));
const ascii = XML.replace("Größe µ", "name");

describe("a header", () => {
  it.each<[string, Omit<Dataset, "name">, string]>([
    ["as bytes", { data: encoded, shape: [encoded.length], dtype: "<B" }, XML],
    ["as a row of signed bytes", { data: new Int8Array(encoded), shape: [1, encoded.length], dtype: "<b" }, XML],
    ["as a column of bytes", { data: encoded, shape: [encoded.length, 1], dtype: "<B" }, XML],
    ["as bytes that end with zeros", { data: padded(200), shape: [200], dtype: "<B" }, XML],
    [
      "as characters of two bytes",
      { data: Uint16Array.from(XML, (letter) => letter.charCodeAt(0)), shape: [1, XML.length], dtype: "<H" },
      XML,
    ],
    ["as a string of fixed length", { data: ascii, dtype: "S300" }, ascii],
    ["as a list of one string of fixed length", { data: [ascii], shape: [1], dtype: "S300" }, ascii],
    ["as a matrix of one string", { data: [XML], shape: [1, 1] }, XML],
    ["as characters", { data: [...ascii], shape: [1, ascii.length], dtype: "S1" }, ascii],
    [
      "in pieces of a fixed length",
      { data: columns(ascii, 10), shape: [Math.ceil(ascii.length / 10)], dtype: "S10" },
      ascii,
    ],
    ["as lines", { data: ["<ismrmrdHeader>", "</ismrmrdHeader>"], shape: [2] }, "<ismrmrdHeader>\n</ismrmrdHeader>"],
    ["before another text", { data: [XML, "<other/>"], shape: [2] }, XML],
    ["before empty texts", { data: ["<x/>", "", ""], shape: [3] }, "<x/>"],
  ])("is read %s", async (_, dataset, expected) => {
    expect((await openGroup(await fileWith(dataset))).header).toBe(expected);
  });

  it("is read as a sequence of bytes of any length", async () => {
    const path = handMade(({ add, heap }) => {
      const reference = new Uint8Array(16);
      heap.insert(encoded, encoded.length, reference);
      heap.store();
      add("xml", [dataspace([1], false), datatype(vlen(integer(1, false))), fillValue(), compactLayout(reference)]);
      return [];
    });
    expect((await openGroup(path)).header).toBe(XML);
  });

  it("stored as bytes stays the header when a group is added to its file", async () => {
    const path = await fileWith({ data: encoded, shape: [encoded.length], dtype: "<B" });
    const writer = await MrdFileWriter.create(path, { group: "more" });
    writer.append(readout(1));
    writer.close();
    expect((await openGroup(path, "dataset")).header).toBe(XML);
  });
});
