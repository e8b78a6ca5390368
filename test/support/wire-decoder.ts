import { acquisitionSize, acquisitionSpots, imageSize, imageSpots, waveformSize, waveformSpots } from "./wire-bytes.ts";

/** A message, parsed with offsets counted by hand; the reference for the parser in src. */
export interface RawMessage {
  readonly id: number;
  /** The fixed header; empty if a message has none. */
  readonly header: Buffer;
  /** The text of a message, or an image's attributes, without a final NUL. */
  readonly text: string;
  /** Trajectory and samples, or pixels. */
  readonly data: Buffer;
}

const pixelBytes = [0, 2, 2, 4, 4, 4, 8, 8, 16];
const nothing = Buffer.alloc(0);

/** Parses a complete stream. @throws Error for a message that FIRE does not know */
export function takeApart(stream: Buffer): RawMessage[] {
  const messages: RawMessage[] = [];
  let offset = 0;
  const take = (length: number) => {
    if (offset + length > stream.length) throw new Error(`the stream ends within message ${messages.length + 1}`);
    offset += length;
    return stream.subarray(offset - length, offset);
  };
  const text = (length: number) => take(length).toString("utf8").replace(/\0.*$/s, "");
  while (offset < stream.length) {
    const id = take(2).readUInt16LE();
    switch (id) {
      case 1:
        messages.push({ id, header: nothing, text: text(1024), data: nothing });
        break;
      case 2:
      case 3:
      case 5:
        messages.push({ id, header: nothing, text: text(take(4).readUInt32LE()), data: nothing });
        break;
      case 4:
        messages.push({ id, header: nothing, text: "", data: nothing });
        break;
      case 1008: {
        const header = take(acquisitionSize);
        const [samples, channels, dimensions] = (
          ["numberOfSamples", "activeChannels", "trajectoryDimensions"] as const
        ).map((field) => header.readUInt16LE(acquisitionSpots[field][0]));
        messages.push({ id, header, text: "", data: take(samples! * (4 * dimensions! + 8 * channels!)) });
        break;
      }
      case 1022: {
        const header = take(imageSize);
        const attributes = text(Number(take(8).readBigUInt64LE()));
        const spots = [0, 2, 4].map((next) => imageSpots.matrixSize[0] + next).concat(imageSpots.channels[0]);
        const pixels = spots.reduce((product, spot) => product * header.readUInt16LE(spot), 1);
        const data = take(pixels * pixelBytes[header.readUInt16LE(imageSpots.dataType[0])]!);
        messages.push({ id, header, text: attributes, data });
        break;
      }
      case 1026: {
        const header = take(waveformSize);
        const count = ["numberOfSamples", "channels"] as const;
        const [samples, channels] = count.map((field) => header.readUInt16LE(waveformSpots[field][0]));
        messages.push({ id, header, text: "", data: take(4 * samples! * channels!) });
        break;
      }
      default:
        throw new Error(`message id ${id}`);
    }
  }
  return messages;
}
