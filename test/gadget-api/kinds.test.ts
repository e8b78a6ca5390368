import { describe, expect, it } from "vitest";
import type { KSpace, Message, MessageKind } from "../../src/gadget-api/index.ts";
import type { KSpaceLines } from "../../src/gadget-api/k-space/index.ts";
import {
  checkMessage,
  copyMessage,
  describeMessage,
  encodeMessage,
  isSendable,
  kindNames,
  kinds,
  messageBytes,
} from "../../src/gadget-api/kinds/index.ts";
import { snapshot } from "../../src/testing/snapshot.ts";
import {
  bucket,
  buffer,
  image,
  imageArray,
  kSpace,
  noiseReadout,
  readout,
  sampleSet,
  waveform,
} from "../support/messages.ts";

/** K-space whose samples must not be read. */
function untouchable(shape: Partial<KSpace["shape"]> = {}): KSpace {
  const whole = kSpace(shape);
  const refuse = () => {
    throw new Error("the samples were asked for");
  };
  const lines: KSpaceLines = { length: whole.samples.length, gather: refuse, copy: refuse, release: refuse };
  return whole.with({ samples: lines });
}

const both = readout({ scanCounter: 2, trajectory: new Float32Array(32).fill(0.5) });
interface Sample {
  readonly message: Message;
  readonly bytes: number;
  readonly description: string;
  /** Required fields. */
  readonly needs: readonly string[];
  readonly wire: (typeof kinds)[MessageKind]["wire"];
}
const samples: Record<MessageKind, Sample> = {
  acquisition: {
    message: readout({ trajectory: new Float32Array(16) }),
    bytes: 340 + 4 * 16 + 8 * 16 * 2,
    description: "16 samples × 2 coils",
    needs: ["header", "trajectory", "data"],
    wire: "both ways",
  },
  waveform: {
    message: waveform({ numberOfSamples: 5, channels: 3 }),
    bytes: 40 + 4 * 15,
    description: "5 samples × 3 channels",
    needs: ["header", "data"],
    wire: "both ways",
  },
  image: {
    message: image([1, 2, 3], { attributes: "<ismrmrdMeta/>" }),
    bytes: 198 + 2 * 14 + 4 * 3,
    description: "3 × 1 × 1, 1 channel, float",
    needs: ["header", "attributes", "data"],
    wire: "both ways",
  },
  text: {
    message: { kind: "text", text: "hello" },
    bytes: 10,
    description: "text",
    needs: ["text"],
    wire: "both ways",
  },
  dicom: {
    message: { kind: "dicom", name: "a.dcm", attributes: "", data: new Uint8Array(7) },
    bytes: 7 + 2 * 5,
    description: "a DICOM file",
    needs: ["name", "attributes", "data"],
    wire: "to the client",
  },
  dependencies: {
    message: { kind: "dependencies", attributes: "<a/>" } as Message,
    bytes: 8,
    description: "text",
    needs: ["attributes"],
    wire: "to the client",
  },
  bucket: {
    message: bucket([readout(), both], { reference: [both], auxiliary: [readout()], waveforms: [waveform()] }),
    bytes: 4 * (340 + 8 * 32) + 2 * 4 * 32,
    description: "2 readouts, 1 of reference, 1 auxiliary, 1 waveform",
    needs: ["imaging", "reference", "auxiliary", "waveforms"],
    wire: "never",
  },
  buffer: {
    message: buffer(kSpace({ n: 2 }), { reference: kSpace({}, 2) }),
    bytes: 8 * 16 * 8 * 2 * 2,
    description: "k-space of 16 × 8 × 1, coils 2, n 2",
    needs: ["imaging"],
    wire: "never",
  },
  samples: {
    message: sampleSet({ reference: sampleSet({ spokes: 4 }) }),
    bytes: 8 * 2 * 8 * 8 + 4 * 2 * 8 * 8 + 8 * 2 * 4 * 4 + 4 * 2 * 4 * 4,
    description: "64 samples in 2-D × 2 coils, 16 of reference",
    needs: ["data", "trajectory", "readouts"],
    wire: "never",
  },
  "image-array": {
    message: imageArray({ coils: 2, slices: 3 }),
    bytes: 8 * 8 * 6 * 2 * 3,
    description: "complex images of 8 × 6 × 1, coils 2, slices 3",
    needs: ["shape", "data", "headers", "attributes"],
    wire: "never",
  },
  bypassed: {
    message: { kind: "bypassed", image: image([1, 2]) },
    bytes: 198 + 4 * 2,
    description: "2 × 1 × 1, 1 channel, float",
    needs: ["image"],
    wire: "never",
  },
};
const cases = Object.entries(samples).map(([kind, sample]) => ({ kind: kind as MessageKind, ...sample }));

describe("the kinds of messages", () => {
  it("have one entry per kind", () => {
    expect([...kindNames].toSorted()).toEqual(Object.keys(samples).toSorted());
    for (const { kind, message } of cases) expect(message.kind).toBe(kind);
  });

  it.each(cases)("describe $kind: where it is sent, its memory and its description", (sample) => {
    const { kind, message, bytes, description, wire } = sample;
    expect(kinds[kind].wire).toBe(wire);
    expect(isSendable(message)).toBe(wire !== "never");
    expect(messageBytes(message)).toBe(bytes);
    expect(describeMessage(message)).toBe(description);
  });

  it.each(cases)("find no issue in a valid $kind", ({ message }) => {
    expect(checkMessage(message)).toBeUndefined();
  });

  it.each(cases.flatMap(({ kind, message, needs }) => needs.map((field) => ({ kind, message, field }))))(
    "report that $kind lacks its $field, without throwing",
    ({ message, field }) => {
      const { [field as never]: _, ...rest } = message;
      for (const lacking of [rest, { ...rest, [field]: undefined }, { ...rest, [field]: null }]) {
        expect(checkMessage(lacking as Message)).toEqual(expect.stringMatching(/./));
      }
    },
  );

  it.each(cases)("copy $kind to memory of its own", ({ message }) => {
    const before = snapshot(message);
    const copy = copyMessage(message);
    expect(snapshot(copy)).toEqual(before);
    expect(copy).not.toBe(message);
    const arrays = arraysOf(message);
    for (const array of arraysOf(copy)) {
      expect(arrays.map(({ buffer }) => buffer)).not.toContain(array.buffer);
      array.fill(77);
    }
    expect(arraysOf(copy)).toHaveLength(arrays.length);
    expect(snapshot(message)).toEqual(before);
    if (arrays.length > 0) expect(snapshot(copy)).not.toEqual(before);
  });

  /** Samples that may be overwritten in a copy. */
  function arraysOf(message: Message): { readonly buffer: ArrayBufferLike; fill(value: number): unknown }[] {
    switch (message.kind) {
      case "acquisition":
        return [message.data, message.trajectory];
      case "waveform":
      case "image":
      case "image-array":
        return [message.data];
      case "bypassed":
        return [message.image.data];
      case "bucket": {
        const { imaging, reference, auxiliary, waveforms } = message;
        return [...imaging, ...reference, ...auxiliary, ...waveforms].flatMap(arraysOf);
      }
      case "buffer":
        return [message.imaging.gather(), message.reference!.place().gather()];
      default:
        return [];
    }
  }
});

describe("a copy of a bucket", () => {
  it("contains a readout of both lists once", () => {
    const copy = copyMessage(bucket([readout(), both], { reference: [both] }));
    expect(copy.imaging[1]).toBe(copy.reference[0]);
    expect(copy.imaging[1]).not.toBe(both);
  });
});

describe("a copy of a buffer", () => {
  it("places the reference only on access, and the original once", () => {
    let placed = 0;
    const reference = kSpace({}, 2);
    const place = () => {
      placed += 1;
      return reference;
    };
    const copy = copyMessage({ ...buffer(), reference: { place } });
    expect(placed).toBe(0);
    expect(copy.reference!.place().gather()).toEqual(reference.gather());
    expect(placed).toBe(1);
  });

  it("has no reference if the original has none", () => {
    expect(copyMessage(buffer()).reference).toBeUndefined();
  });

  it("is one array even if k-space is stored line by line", () => {
    const whole = kSpace();
    const lines: KSpaceLines = {
      length: whole.samples.length,
      gather: () => whole.gather(),
      copy: (start, target) => target.set(whole.gather().subarray(start, start + target.length)),
      release: () => {},
    };
    const copy = copyMessage(buffer(whole.with({ samples: lines })));
    expect(copy.imaging.samples).toEqual(whole.samples);
    expect(copy.imaging.samples).not.toBe(whole.samples);
  });
});

describe("a check", () => {
  const issues: [string, Message, object, string][] = [
    ["acquisition", readout(), { header: {} }, "header is not an AcquisitionHeader"],
    ["acquisition", readout(), { data: [1, 2] }, "data is not a Float32Array"],
    [
      "acquisition",
      readout(),
      { data: new Float32Array(3) },
      "data has 3 elements, but its header or shape announces 64",
    ],
    ["waveform", waveform(), { header: {} }, "header is not a WaveformHeader"],
    ["waveform", waveform(), { data: new Int32Array(4) }, "data is not a Uint32Array"],
    ["image", image([1]), { data: new Float32Array(2) }, "data has 2 elements, but its header or shape announces 1"],
    ["image", image([1]), { attributes: 3 }, "attributes is not a string"],
    ["buffer", buffer(), { imaging: { ...kSpace() } }, "imaging is not a KSpace"],
    [
      "buffer",
      buffer(),
      { imaging: kSpace().with({ samples: new Float32Array(8) }) },
      "imaging.samples has 8 elements, but its header or shape announces 512",
    ],
    [
      "buffer",
      buffer(),
      { imaging: kSpace().with({ headers: [] }) },
      "imaging.headers has 0 elements, but its header or shape announces 8",
    ],
    [
      "buffer",
      buffer(),
      { imaging: kSpace().with({ counts: new Uint32Array(9) }) },
      "imaging.counts has 9 elements, but its header or shape announces 8",
    ],
    ["bucket", bucket([]), { waveforms: {} }, "waveforms: waveforms is not a list"],
    ["bucket", bucket([]), { reference: [{ ...readout(), data: 1 }] }, "reference: data is not a Float32Array"],
    ["bucket", bucket([]), { waveforms: [{ ...waveform(), data: 1 }] }, "waveforms: data is not a Uint32Array"],
    ["image-array", imageArray(), { headers: [] }, "headers has 0 elements, but its header or shape announces 1"],
    [
      "bypassed",
      { kind: "bypassed", image: { ...image([1]), data: new Float32Array(2) } },
      {},
      "data has 2 elements, but its header or shape announces 1",
    ],
    ["text", { kind: "text", text: "" }, { text: 3 }, "text is not a string"],
  ];
  it.each(issues)("reports what is inconsistent in %s (%#)", (_kind, message, changes, issue) => {
    expect(checkMessage({ ...message, ...changes } as Message)).toBe(issue);
  });

  it("does not read samples of k-space, nor does its description, or its size", () => {
    const reference = { place: () => untouchable().gather() as never };
    const sound = { ...buffer(untouchable()), reference };
    expect(checkMessage(sound)).toBeUndefined();
    expect(messageBytes(sound)).toBe(2048);
    expect(describeMessage(sound)).toBe("k-space of 16 × 8 × 1, coils 2");
    expect(describeMessage(buffer(untouchable().with({ readout: "image" })))).toMatch(
      /, in image space along the readout$/,
    );
    const small = untouchable().with({ shape: { ...untouchable().shape, e0: 17 } });
    expect(checkMessage(buffer(small))).toBe("imaging.samples has 512 elements, but its header or shape announces 544");
  });
});

describe("a noise readout", () => {
  it("is described as such", () => {
    expect(describeMessage(noiseReadout())).toBe("16 samples of noise × 2 coils");
  });
});

describe("an encoded message", () => {
  it("is one record of readouts, waveforms and images", () => {
    for (const message of [readout(), waveform(), image([1])]) {
      const encoded = encodeMessage(message);
      expect(encoded).toEqual({ records: [message] });
      expect((encoded as { records: unknown[] }).records[0]).toBe(message);
    }
  });

  it("is that of the bypassed image", () => {
    expect(encodeMessage(samples.bypassed.message)).toEqual({ records: [image([1, 2])] });
  });

  it("is the readouts and waveforms of a bucket, in the order of its lists", () => {
    const [imaging, reference, auxiliary] = [readout(), readout({ scanCounter: 2 }), readout({ scanCounter: 3 })];
    const wave = waveform();
    const given = bucket([imaging], { reference: [reference], auxiliary: [auxiliary], waveforms: [wave] });
    const { records } = encodeMessage(given) as { records: unknown[] };
    expect(records).toHaveLength(4);
    for (const [i, part] of [imaging, reference, auxiliary, wave].entries()) expect(records[i]).toBe(part);
  });

  it("is one array of k-space and of complex images, the slowest axis first", () => {
    const imaging = kSpace({ e0: 4, e1: 3, e2: 2, coils: 5, n: 6, s: 1, slices: 2 });
    expect(encodeMessage(buffer(imaging))).toEqual({
      array: { name: "buffer", shape: [2, 1, 6, 5, 2, 3, 4], data: imaging.gather() },
    });
    const images = imageArray({ x: 4, y: 3, z: 2, coils: 5, n: 6, s: 1, slices: 2 });
    expect(encodeMessage(images)).toEqual({
      array: { name: "image_array", shape: [2, 1, 6, 5, 2, 3, 4], data: images.data },
    });
  });

  it("does not exist for texts", () => {
    expect(encodeMessage(samples.text.message)).toBeUndefined();
    expect(encodeMessage(samples.dependencies.message)).toBeUndefined();
  });
});
