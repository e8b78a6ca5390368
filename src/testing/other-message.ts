import type { Message } from "../gadget-api/index.ts";
import { copyMessage } from "../gadget-api/kinds/index.ts";
import type { Acquisition } from "../mrd/index.ts";

/** The same message with other samples. */
export function otherMessage(message: Message): Message {
  const copy = copyMessage(message);
  switch (copy.kind) {
    case "acquisition":
      return otherReadout(copy);
    case "bucket":
      return { ...copy, imaging: copy.imaging.map(otherReadout), reference: copy.reference.map(otherReadout) };
    case "buffer":
      return { ...copy, imaging: copy.imaging.with({ samples: changed(copy.imaging.gather()) }) };
    case "image":
    case "image-array":
    case "samples":
    case "waveform":
      return { ...copy, data: changed(copy.data) } as Message;
    case "bypassed":
      return { ...copy, image: { ...copy.image, data: changed(copy.image.data) } };
    case "text":
      return { ...copy, text: `${copy.text} ` };
    default:
      return copy;
  }
}

function otherReadout(readout: Acquisition): Acquisition {
  return { ...readout, data: changed(readout.data) };
}

function changed<T extends { slice(): T; length: number; [index: number]: number }>(samples: T): T {
  const copy = samples.slice();
  for (let i = 0; i < copy.length; i += 1) copy[i] = 2 * copy[i]! + 1;
  return copy;
}
