import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Acquisition,
  AcquisitionHeader,
  DataType,
  type Image,
  ImageHeader,
  MessageReader,
  MrdError,
  serialize,
  type Waveform,
  WaveformHeader,
  type WireMessage,
} from "../../src/mrd/index.ts";
import { plain, wireSamples } from "../support/wire-samples.ts";

const acquisition: Acquisition = {
  kind: "acquisition",
  header: AcquisitionHeader.of({ scanCounter: 17, numberOfSamples: 3, activeChannels: 2, trajectoryDimensions: 1 }),
  trajectory: new Float32Array(3),
  data: new Float32Array(12),
};
const waveform: Waveform = {
  kind: "waveform",
  header: WaveformHeader.of({ numberOfSamples: 3, channels: 2 }),
  data: new Uint32Array(6),
};
const image: Image = {
  kind: "image",
  header: ImageHeader.of({ dataType: DataType.float, matrixSize: [3, 2, 1], channels: 1, imageIndex: 5 }),
  attributes: "",
  data: new Float32Array(6),
};

describe("serialize", () => {
  it.each(wireSamples)("writes $name", ({ bytes, message }) => {
    expect(Buffer.concat(serialize(message))).toEqual(bytes);
  });

  it("sends data as views over the message's own memory", () => {
    const larger = new Float32Array(20);
    const message = { ...acquisition, data: larger.subarray(4, 16) };
    const [, header, trajectory, data] = serialize(message);
    expect(header!.buffer).toBe(message.header.bytes.buffer);
    expect(trajectory!.buffer).toBe(message.trajectory.buffer);
    expect(data).toMatchObject({ buffer: larger.buffer, byteOffset: 16, byteLength: 48 });
    expect(serialize(image).at(-1)!.buffer).toBe(image.data.buffer);
    expect(serialize(waveform).at(-1)!.buffer).toBe(waveform.data.buffer);
  });

  it("counts an image's attributes in its header, in bytes, and leaves the message's header alone", () => {
    const [, header] = serialize({ ...image, attributes: "µµ" });
    expect(new ImageHeader(header!).attributeStringLen).toBe(4);
    expect(image.header.attributeStringLen).toBe(0);
  });

  it("round-trips any text through the reader", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (content) => {
        fc.pre(!content.includes("\0") && !content.startsWith("\ufeff"));
        const message: WireMessage = { kind: "text", text: content };
        expect([...new MessageReader().push(Buffer.concat(serialize(message)))].map(plain)).toEqual([message]);
      }),
    );
  });

  it.each([
    ["a config name", { kind: "config-file", name: "é".repeat(512) }, "message-too-large", /1024 bytes; at most 1023/],
    ["too little data", { ...acquisition, data: new Float32Array(11) }, "malformed-message", /readout 17.* 12, .* 11/],
    ["too much trajectory", { ...acquisition, trajectory: new Float32Array(4) }, "malformed-message", /trajectory.* 4/],
    ["a long waveform", { ...waveform, data: new Uint32Array(7) }, "malformed-message", /waveform 0.* 6, .* 7/],
    ["too few pixels", { ...image, data: new Float32Array(5) }, "malformed-message", /image 5 of series 0.* 24, .* 20/],
    ["pixels of another type", { ...image, data: new Int32Array(6) }, "malformed-message", /data type 5.*Int32Array/],
    ["no data type", { ...image, header: image.header.with({ dataType: 0 }) }, "malformed-message", /data type 0/],
  ] as const)("refuses %s that would put the reader out of step", (_, message, code, text) => {
    expect(() => serialize(message)).toThrow(text);
    expect(() => serialize(message)).toThrow(expect.objectContaining({ code }));
    expect(() => serialize(message)).toThrow(MrdError);
  });

  it("writes the longest config name", () => {
    expect(Buffer.concat(serialize({ kind: "config-file", name: "n".repeat(1023) }))).toHaveLength(1026);
  });
});
