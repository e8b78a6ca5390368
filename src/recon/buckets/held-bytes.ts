import type { Acquisition, Image, Waveform } from "../../mrd/index.ts";

/** What a message takes without its samples: measured at 800 bytes of a readout as it comes, 1560 when it has been cropped. */
const MESSAGE_BYTES = 1600;

/** Memory of a message that is kept. Without its own part, a stream of empty ones would fill any memory unnoticed. */
export function heldBytes(message: Acquisition | Waveform | Image): number {
  if (message.kind === "waveform") return MESSAGE_BYTES + message.data.byteLength;
  if (message.kind === "image") return MESSAGE_BYTES + 2 * message.attributes.length + message.data.byteLength;
  const { header, trajectory } = message;
  // Its samples may not be computed yet, and asking for them would do so.
  return MESSAGE_BYTES + trajectory.byteLength + 8 * header.numberOfSamples * header.activeChannels;
}
