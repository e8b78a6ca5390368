import type { KSpaceShape, Message } from "../../gadget-api/index.ts";
import { AcquisitionFlag, dataTypeName, type ImageHeader } from "../../mrd/index.ts";

/** What a message is like, in words: all messages of one shape have one text. */
export function shapeOf(message: Message): string {
  switch (message.kind) {
    case "acquisition": {
      const { header } = message;
      const noise = header.has(AcquisitionFlag.noiseMeasurement) ? " of noise" : "";
      return `${header.numberOfSamples} samples${noise} × ${header.activeChannels} coils`;
    }
    case "waveform":
      return `${message.header.numberOfSamples} samples × ${message.header.channels} channels`;
    case "bucket": {
      const { imaging, reference, auxiliary, waveforms } = message;
      const parts = [
        `${imaging.length} readouts`,
        reference.length > 0 && `${reference.length} of reference`,
        auxiliary.length > 0 && `${auxiliary.length} that serve something else`,
        waveforms.length > 0 && `${waveforms.length} waveforms`,
      ];
      return parts.filter((part) => part !== false).join(", ");
    }
    case "buffer": {
      const { shape, readout } = message.imaging;
      const hybrid = readout === "image" ? ", in image space along the readout" : "";
      return `k-space of ${gridOf(shape)}${hybrid}`;
    }
    case "image-array": {
      const { x, y, z, coils, n, s, slices } = message.shape;
      return `complex images of ${gridOf({ e0: x, e1: y, e2: z, coils, n, s, slices })}`;
    }
    case "image":
      return imageShape(message.header);
    case "aside":
      return imageShape(message.image.header);
    case "text":
    case "dependencies":
      return "text";
  }
}

function gridOf({ e0, e1, e2, ...free }: KSpaceShape): string {
  const counted = Object.entries(free).filter(([name, size]) => size > 1 || name === "coils");
  return `${e0} × ${e1} × ${e2}, ${counted.map(([name, size]) => `${name} ${size}`).join(", ")}`;
}

export function imageShape({ matrixSize, channels, dataType }: ImageHeader): string {
  const [x, y, z] = matrixSize;
  return `${x} × ${y} × ${z}, ${channels} ${channels === 1 ? "channel" : "channels"}, ${dataTypeName(dataType)}`;
}
