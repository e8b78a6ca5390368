import type { Message } from "../../gadget-api/index.ts";
import { AcquisitionHeader, ImageHeader, isArrayOf, isComplex, isDataType, WaveformHeader } from "../../mrd/index.ts";
import { isDeferred } from "../../recon/readouts/index.ts";

/**
 * Where a message contradicts itself, in words: its data are not what its header, or its shape, announces. Steps and clients
 * trust that they are. It costs nothing that grows with the samples.
 * @returns `undefined` of a message that does not
 */
export function contradiction(message: Message): string | undefined {
  try {
    return contradictionIn(message);
  } catch (error) {
    // A part is missing altogether.
    return `it is incomplete: ${(error as Error).message}`;
  }
}

function contradictionIn(message: Message): string | undefined {
  switch (message.kind) {
    case "acquisition": {
      const { header, trajectory } = message;
      if (!(header instanceof AcquisitionHeader)) return "its header is no AcquisitionHeader";
      if (isDeferred(message)) return undefined; // a readout of ours, passed on: to look at its samples would make them
      const { numberOfSamples, activeChannels, trajectoryDimensions } = header;
      return (
        notFloats("data", message.data, 2 * numberOfSamples * activeChannels) ??
        notFloats("trajectory", trajectory, numberOfSamples * trajectoryDimensions)
      );
    }
    case "waveform": {
      const { header, data } = message;
      if (!(header instanceof WaveformHeader)) return "its header is no WaveformHeader";
      if (!(data instanceof Uint32Array)) return "its data are no Uint32Array";
      return disagreement("data", data.length, header.channels * header.numberOfSamples);
    }
    case "image": {
      const { header, data, attributes } = message;
      if (!(header instanceof ImageHeader)) return "its header is no ImageHeader";
      if (typeof attributes !== "string") return "its attributes are no text";
      const { dataType } = header;
      if (!isDataType(dataType)) return `its header has the data type ${dataType}; there are 1 to 8`;
      if (!isArrayOf(dataType, data)) return `its data are not in the array of its header's data type ${dataType}`;
      return disagreement("data", data.length, header.pixelCount * (isComplex(dataType) ? 2 : 1));
    }
    case "buffer": {
      const { data, shape, headers, counts } = message.imaging;
      const { e0, e1, e2, coils, n, s, slices } = shape;
      const lines = e1 * e2 * n * s * slices;
      return (
        notFloats("imaging.data", data, 2 * e0 * coils * lines) ??
        disagreement("imaging.headers", headers.length, lines) ??
        disagreement("imaging.counts", counts.length, lines)
      );
    }
    case "image-array": {
      const { data, shape, headers, attributes } = message;
      const { x, y, z, coils, n, s, slices } = shape;
      const images = n * s * slices;
      return (
        notFloats("data", data, 2 * x * y * z * coils * images) ??
        disagreement("headers", headers.length, images) ??
        disagreement("attributes", attributes.length, images)
      );
    }
    case "bucket":
      for (const part of ["imaging", "reference", "auxiliary", "waveforms"] as const) {
        const messages: readonly Message[] = message[part];
        if (!Array.isArray(messages)) return `its ${part} is no list`;
        const wrong = messages.map(contradiction).find((each) => each !== undefined);
        if (wrong !== undefined) return `one of its ${part}: ${wrong}`;
      }
      return undefined;
    case "text":
      return typeof message.text === "string" ? undefined : "its text is none";
    case "dependencies":
      return typeof message.attributes === "string" ? undefined : "its attributes are no text";
    case "aside":
      return contradiction(message.image);
    default:
      return undefined;
  }
}

function notFloats(what: string, data: unknown, length: number): string | undefined {
  if (!(data instanceof Float32Array)) return `its ${what} is no Float32Array`;
  return disagreement(what, data.length, length);
}

function disagreement(what: string, actual: number, announced: number): string | undefined {
  // NaN, too, is no length.
  return actual === announced
    ? undefined
    : `its ${what} has ${actual} elements, where its header or shape announces ${announced}`;
}
