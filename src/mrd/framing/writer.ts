import { counted } from "../../text/index.ts";
import { MrdError } from "../errors.ts";
import type { Acquisition } from "../records/acquisition.ts";
import { type Image, isArrayOf, isDataType, pixelSize } from "../records/image.ts";
import type { Waveform } from "../records/waveform.ts";
import type { WireMessage } from "./message.ts";
import { MessageId } from "./message-id.ts";

const encoder = new TextEncoder();

/**
 * The bytes of a message, as buffers to be sent one after another. Data are not copied: the buffers of a readout or an
 * image are views over it.
 * @throws MrdError `malformed-message` for data that do not match the header, since a reader would lose
 * synchronization; `message-too-large` for a config name of more than 1023 bytes
 */
export function serialize(message: WireMessage): Uint8Array[] {
  switch (message.kind) {
    case "config-file":
      return [id(MessageId.configFile), configName(message.name)];
    case "config-text":
      return [id(MessageId.configText), ...text(message.text)];
    case "header":
      return [id(MessageId.header), ...text(message.text)];
    case "close":
      return [id(MessageId.close)];
    case "text":
      return [id(MessageId.text), ...text(message.text)];
    case "query":
      return [id(MessageId.query), u64(0n), u64(message.correlationId), ...longText(message.text)];
    case "response":
      return [id(MessageId.response), u64(message.correlationId), ...longText(message.text)];
    case "error":
      return [id(MessageId.error), ...longText(message.text)];
    case "dependencies":
      return [id(MessageId.dependencies), ...longText(message.attributes)];
    case "dicom": {
      const { data } = message;
      return [id(MessageId.dicom), u32(data.length), data, ...longText(message.name), ...longText(message.attributes)];
    }
    case "acquisition":
      return acquisition(message);
    case "waveform":
      return waveform(message);
    case "image":
      return image(message);
  }
}

function acquisition({ header, trajectory, data }: Acquisition): Uint8Array[] {
  const { scanCounter, numberOfSamples, activeChannels, trajectoryDimensions } = header;
  announced(`readout ${scanCounter}, trajectory values`, numberOfSamples * trajectoryDimensions, trajectory.length);
  announced(`readout ${scanCounter}, data values`, 2 * numberOfSamples * activeChannels, data.length);
  return pieces(MessageId.acquisition, header.bytes, trajectory, data);
}

function waveform({ header, data }: Waveform): Uint8Array[] {
  announced(`waveform ${header.waveformId}, values`, header.numberOfSamples * header.channels, data.length);
  return pieces(MessageId.waveform, header.bytes, data);
}

function image({ header, attributes, data }: Image): Uint8Array[] {
  const { dataType, imageSeriesIndex, imageIndex } = header;
  const name = `image ${imageIndex} of series ${imageSeriesIndex}`;
  if (!isDataType(dataType) || !isArrayOf(dataType, data)) {
    const problem = `${name} has data type ${dataType}, but its pixels are a ${data.constructor.name}`;
    throw new MrdError("malformed-message", problem);
  }
  announced(`${name}, bytes`, header.pixelCount * pixelSize(dataType), data.byteLength);
  const encoded = encoder.encode(attributes);
  const { bytes } = header.with({ attributeStringLen: encoded.length });
  return pieces(MessageId.image, bytes, u64(BigInt(encoded.length)), encoded, data);
}

function announced(what: string, expected: number, found: number): void {
  if (found === expected) return;
  throw new MrdError("malformed-message", `${what}: the header announces ${expected}, the data have ${found}`);
}

function pieces(messageId: number, ...parts: ArrayBufferView[]): Uint8Array[] {
  const views = parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return [id(messageId), ...views.filter((view) => view.length > 0)];
}

function id(messageId: number): Uint8Array {
  return new Uint8Array(new Uint16Array([messageId]).buffer);
}

function u32(value: number): Uint8Array {
  return new Uint8Array(new Uint32Array([value]).buffer);
}

function u64(value: bigint): Uint8Array {
  return new Uint8Array(new BigUint64Array([value]).buffer);
}

function configName(name: string): Uint8Array {
  const field = new Uint8Array(1024);
  const encoded = encoder.encode(name);
  if (encoded.length >= field.length) {
    throw new MrdError("message-too-large", `config name of ${counted(encoded.length, "byte")}; at most 1023 fit`);
  }
  field.set(encoded);
  return field;
}

/** Without a terminating NUL, which FIRE's and Gadgetron's readers both accept. */
function text(content: string): Uint8Array[] {
  const encoded = encoder.encode(content);
  return [u32(encoded.length), encoded];
}

function longText(content: string): Uint8Array[] {
  const encoded = encoder.encode(content);
  return [u64(BigInt(encoded.length)), encoded];
}
