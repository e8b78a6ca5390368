import { type Waveform, WaveformHeader } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { type Kind, otherLength } from "./kind.ts";

export const waveform: Kind<Waveform> = {
  wire: "both ways",
  bytes: ({ header, data }) => header.bytes.length + data.byteLength,
  describe: ({ header }) => `${counted(header.numberOfSamples, "sample")} × ${counted(header.channels, "channel")}`,
  check: ({ header, data }) => {
    if (!(header instanceof WaveformHeader)) return "header is not a WaveformHeader";
    if (!(data instanceof Uint32Array)) return "data is not a Uint32Array";
    return otherLength("data", data.length, header.channels * header.numberOfSamples);
  },
  copy: (message) => ({ ...message, data: message.data.slice() }),
  encode: (message) => ({ records: [message] }),
};
