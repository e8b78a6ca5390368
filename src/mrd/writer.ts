import { ImageHeader } from "./image.ts";
import type { WireMessage } from "./message.ts";
import { MessageId } from "./message-id.ts";

const encoder = new TextEncoder();

/**
 * The bytes of a message, as pieces to be sent one after the other. Data are not copied: the pieces of a readout or an
 * image are views over it.
 * @throws RangeError for a config name of more than 1023 bytes
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
    case "acquisition":
      return pieces(MessageId.acquisition, message.header.bytes, message.trajectory, message.data);
    case "waveform":
      return pieces(MessageId.waveform, message.header.bytes, message.data);
    case "image": {
      const attributes = encoder.encode(message.attributes);
      const header = new ImageHeader(message.header.bytes).with({ attributeStringLen: attributes.length });
      return pieces(MessageId.image, header.bytes, u64(BigInt(attributes.length)), attributes, message.data);
    }
  }
}

function pieces(messageId: number, ...parts: ArrayBufferView[]): Uint8Array[] {
  const views = parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return [id(messageId), ...views.filter((view) => view.length > 0)];
}

function id(messageId: number): Uint8Array {
  return new Uint8Array(new Uint16Array([messageId]).buffer);
}

function u64(value: bigint): Uint8Array {
  return new Uint8Array(new BigUint64Array([value]).buffer);
}

function configName(name: string): Uint8Array {
  const field = new Uint8Array(1024);
  const encoded = encoder.encode(name);
  if (encoded.length >= field.length) throw new RangeError(`config name of ${encoded.length} bytes; at most 1023 fit`);
  field.set(encoded);
  return field;
}

/** Without a final NUL, which FIRE's and Gadgetron's readers both accept. */
function text(content: string): Uint8Array[] {
  const encoded = encoder.encode(content);
  return [new Uint8Array(new Uint32Array([encoded.length]).buffer), encoded];
}

function longText(content: string): Uint8Array[] {
  const encoded = encoder.encode(content);
  return [u64(BigInt(encoded.length)), encoded];
}
