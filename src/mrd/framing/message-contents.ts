import type { SlabAllocator } from "../../memory/index.ts";
import { MrdError } from "../errors.ts";
import { type Acquisition, AcquisitionHeader } from "../records/acquisition.ts";
import { AcquisitionFlag, flagMask } from "../records/flags.ts";
import { type Image, ImageHeader, isDataType, pixelSize, pixelsOver } from "../records/image.ts";
import { type Waveform, WaveformHeader } from "../records/waveform.ts";
import { unpackSamples } from "./compressed-samples.ts";
import type { MessageLimits } from "./limits.ts";
import type { WireMessage } from "./message.ts";
import { deprecatedMessageName, MessageId } from "./message-id.ts";

const CONFIG_NAME_BYTES = 1024;

/** A coroutine that yields the buffer to fill next and resumes when it is full. Every byte is therefore copied once. */
export type Reading<T> = Generator<Uint8Array, T, void>;

/** Knows what follows what in each kind of message. */
export class MessageContents {
  readonly #limits: MessageLimits;
  readonly #slabs: SlabAllocator;
  readonly #id = new Uint8Array(2);
  #samples = new ArrayBuffer(0);
  /** Whether the samples of a readout may be overwritten by the next one. */
  reuseReadoutMemory = false;

  constructor(limits: MessageLimits, slabs: SlabAllocator) {
    this.#limits = limits;
    this.#slabs = slabs;
  }

  /** Reads a message from its ID on. @throws MrdError, from the coroutine */
  *read(): Reading<WireMessage> {
    yield this.#id;
    const id = this.#id[0]! | (this.#id[1]! << 8);
    switch (id) {
      case MessageId.configFile:
        return { kind: "config-file", name: decode(yield* bytes(CONFIG_NAME_BYTES)) };
      case MessageId.configText:
        return { kind: "config-text", text: yield* this.#text("CONFIG_TEXT") };
      case MessageId.header:
        return { kind: "header", text: yield* this.#text("HEADER") };
      case MessageId.close:
        return { kind: "close" };
      case MessageId.text:
        return { kind: "text", text: yield* this.#text("TEXT") };
      case MessageId.query: {
        yield* view(8); // Reserved.
        const correlationId = (yield* view(8)).getBigUint64(0, true);
        return { kind: "query", correlationId, text: yield* this.#longText("QUERY") };
      }
      case MessageId.response: {
        const correlationId = (yield* view(8)).getBigUint64(0, true);
        return { kind: "response", correlationId, text: yield* this.#longText("RESPONSE") };
      }
      case MessageId.error:
        return { kind: "error", text: yield* this.#longText("ERROR") };
      case MessageId.dependencies:
        return { kind: "dependencies", attributes: yield* this.#longText("DEPENDENCY_QUERY") };
      case MessageId.dicom: {
        const data = yield* bytes(this.#limits.data("DICOM file", (yield* view(4)).getUint32(0, true)));
        const name = yield* this.#longText("name of a DICOM file");
        return { kind: "dicom", data, name, attributes: yield* this.#longText("attributes of a DICOM file") };
      }
      case MessageId.acquisition:
        return yield* this.#acquisition();
      case MessageId.image:
        return yield* this.#image();
      case MessageId.waveform:
        return yield* this.#waveform();
      default:
        throw unreadable(id);
    }
  }

  *#text(what: string): Reading<string> {
    const length = (yield* view(4)).getUint32(0, true);
    return decode(yield* bytes(this.#limits.text(what, length)));
  }

  *#longText(what: string): Reading<string> {
    const length = Number((yield* view(8)).getBigUint64(0, true));
    return decode(yield* bytes(this.#limits.text(what, length)));
  }

  *#acquisition(): Reading<Acquisition> {
    const headerBytes = this.#slabs.bytes(AcquisitionHeader.layout.size);
    yield headerBytes;
    const header = new AcquisitionHeader(headerBytes);
    const samples = header.numberOfSamples;
    const trajectoryBytes = 4 * samples * header.trajectoryDimensions;
    const dataBytes = 8 * samples * header.activeChannels;
    this.#limits.readout(header, trajectoryBytes + dataBytes);
    const trajectory = this.#slabs.bytes(trajectoryBytes);
    yield trajectory;
    const data = this.reuseReadoutMemory ? this.#reused(dataBytes) : this.#slabs.bytes(dataBytes);
    const readout: Acquisition = { kind: "acquisition", header, trajectory: floats(trajectory), data: floats(data) };
    if (header.has(AcquisitionFlag.compression1) || header.has(AcquisitionFlag.compression2)) {
      return yield* this.#compressed(readout);
    }
    yield data;
    return readout;
  }

  /** A readout whose samples arrive compressed; they are decompressed here. */
  *#compressed(readout: Acquisition): Reading<Acquisition> {
    const { header, data } = readout;
    const what = `readout ${header.scanCounter}`;
    if (header.has(AcquisitionFlag.compression1)) {
      const advice = "send it as it is, or with the compression of the flag ACQ_COMPRESSION2";
      throw new MrdError("unknown-compression", `${what} is compressed by ZFP (flag ACQ_COMPRESSION1); ${advice}`);
    }
    if (data.length > 0) {
      const length = (yield* view(4)).getUint32(0, true);
      unpackSamples(yield* bytes(this.#limits.data(`compressed ${what}`, length)), data);
    }
    return { ...readout, header: header.with({ flags: header.flags & ~flagMask(AcquisitionFlag.compression2) }) };
  }

  *#waveform(): Reading<Waveform> {
    const header = new WaveformHeader(yield* bytes(WaveformHeader.layout.size));
    const values = header.channels * header.numberOfSamples;
    const content = this.#slabs.bytes(this.#limits.data("waveform", 4 * values));
    yield content;
    const data = new Uint32Array(content.buffer, content.byteOffset, values);
    return { kind: "waveform", header, data };
  }

  *#image(): Reading<Image> {
    const header = new ImageHeader(yield* bytes(ImageHeader.layout.size));
    const type = header.dataType;
    if (!isDataType(type)) {
      throw new MrdError("malformed-message", `image has data type ${type}; MRD defines types 1 to 8`);
    }
    const attributes = yield* this.#longText("image attributes");
    const pixels = this.#slabs.bytes(this.#limits.data("image", header.pixelCount * pixelSize(type)));
    yield pixels;
    const data = pixelsOver(type, pixels);
    return { kind: "image", header, attributes, data };
  }

  #reused(length: number): Uint8Array<ArrayBuffer> {
    if (this.#samples.byteLength < length) this.#samples = new ArrayBuffer(length);
    return new Uint8Array(this.#samples, 0, length);
  }
}

function* bytes(length: number): Reading<Uint8Array> {
  const destination = new Uint8Array(length);
  yield destination;
  return destination;
}

function* view(length: number): Reading<DataView> {
  return new DataView((yield* bytes(length)).buffer);
}

function floats({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}

/** Text up to its first NUL: FIRE sends a NUL and includes it in the length, the C++ client does not. */
function decode(text: Uint8Array): string {
  const end = text.indexOf(0);
  return new TextDecoder().decode(end < 0 ? text : text.subarray(0, end));
}

function unreadable(id: number): MrdError {
  const name = deprecatedMessageName(id);
  return name === undefined
    ? new MrdError("unknown-message", `message id ${id} is unknown: this is not an MRD stream, or it is out of step`)
    : new MrdError("deprecated-message", `message id ${id}, ${name}, is deprecated or internal and not supported`);
}
