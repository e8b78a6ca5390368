import type { KSpaceShape, Message } from "../../gadget-api/index.ts";
import type { Acquisition, Image } from "../../mrd/index.ts";

/** About how much memory a message holds. Work on readouts that is put off is not done for it. */
export function messageBytes(message: Message): number {
  switch (message.kind) {
    case "acquisition":
      return readoutBytes(message);
    case "bucket": {
      const { imaging, reference, auxiliary } = message;
      return [...imaging, ...reference, ...auxiliary].reduce((sum, readout) => sum + readoutBytes(readout), 0);
    }
    case "buffer":
      return kSpaceBytes(message.imaging.shape);
    case "text":
      return 2 * message.text.length;
    case "dependencies":
      return 2 * message.attributes.length;
    case "image":
      return imageBytes(message);
    case "aside":
      return imageBytes(message.image);
    case "waveform":
      return message.header.bytes.length + message.data.byteLength;
    case "image-array":
      return message.data.byteLength;
  }
}

function kSpaceBytes({ e0, e1, e2, coils, n, s, slices }: KSpaceShape): number {
  return 2 * Float32Array.BYTES_PER_ELEMENT * e0 * e1 * e2 * coils * n * s * slices;
}

function readoutBytes({ header, trajectory }: Acquisition): number {
  return header.bytes.length + trajectory.byteLength + 8 * header.numberOfSamples * header.activeChannels;
}

function imageBytes({ header, attributes, data }: Image): number {
  return header.bytes.length + 2 * attributes.length + data.byteLength;
}
