import { type Acquisition, AcquisitionFlag, AcquisitionHeader } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import { type Kind, notFloats } from "./kind.ts";

export const acquisition: Kind<Acquisition> = {
  wire: "both ways",
  bytes: ({ header, trajectory }) =>
    header.bytes.length + trajectory.byteLength + 8 * header.numberOfSamples * header.activeChannels,
  describe: ({ header }) => {
    const noise = header.has(AcquisitionFlag.noiseMeasurement) ? " of noise" : "";
    return `${counted(header.numberOfSamples, "sample")}${noise} × ${counted(header.activeChannels, "coil")}`;
  },
  check: ({ header, trajectory, data }) => {
    if (!(header instanceof AcquisitionHeader)) return "header is not an AcquisitionHeader";
    const { numberOfSamples, activeChannels, trajectoryDimensions } = header;
    return (
      notFloats("data", data, 2 * numberOfSamples * activeChannels) ??
      notFloats("trajectory", trajectory, numberOfSamples * trajectoryDimensions)
    );
  },
  copy: (message) => ({ ...message, trajectory: message.trajectory.slice(), data: message.data.slice() }),
  encode: (message) => ({ records: [message] }),
};
