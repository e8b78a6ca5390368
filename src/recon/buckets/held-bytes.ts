import type { Acquisition, Image, Waveform } from "../../mrd/index.ts";

/** Memory of a message without its samples: measured as 800 bytes for a readout as received, 1560 for a cropped one. */
const MESSAGE_BYTES = 1600;

/**
 * Memory of a message that is held. It includes a fixed amount, since a stream of empty messages could fill the memory
 * too.
 */
export function heldBytes(message: Acquisition | Waveform | Image): number {
  if (message.kind === "waveform") return MESSAGE_BYTES + message.data.byteLength;
  if (message.kind === "image") return MESSAGE_BYTES + 2 * message.attributes.length + message.data.byteLength;
  const { header, trajectory } = message;
  // Its samples may not be computed yet; reading `data` would compute them.
  return MESSAGE_BYTES + trajectory.byteLength + 8 * header.numberOfSamples * header.activeChannels;
}
