import {
  acquisition,
  acquisitionSize,
  acquisitionSpots,
  floats,
  headerBytes,
  image,
  imageSize,
  imageSpots,
} from "./wire-bytes.ts";

/** A header with one Cartesian encoding of `size` × `size`, with twofold readout oversampling. */
export function smallHeader(size = 8): string {
  const space = (x: number, fov: number) =>
    `<matrixSize><x>${x}</x><y>${size}</y><z>1</z></matrixSize>` +
    `<fieldOfView_mm><x>${fov}</x><y>200</y><z>5</z></fieldOfView_mm>`;
  return `<?xml version="1.0"?><ismrmrdHeader xmlns="http://www.ismrm.org/ISMRMRD">
<measurementInformation><patientPosition>HFS</patientPosition><protocolName>small test</protocolName></measurementInformation>
<experimentalConditions><H1resonanceFrequency_Hz>63500000</H1resonanceFrequency_Hz></experimentalConditions>
<encoding><encodedSpace>${space(2 * size, 400)}</encodedSpace><reconSpace>${space(size, 200)}</reconSpace>
<encodingLimits><kspace_encoding_step_1><minimum>0</minimum><maximum>${size - 1}</maximum><center>${size / 2}</center></kspace_encoding_step_1></encodingLimits>
<trajectory>cartesian</trajectory></encoding></ismrmrdHeader>`;
}

/** Bytes of a readout of two channels whose samples are all `value`. */
export function smallReadout(line: number, repetition = 0, size = 8, value = 1): Buffer {
  const header = headerBytes(acquisitionSize, acquisitionSpots, {
    version: 1,
    scanCounter: repetition * size + line,
    numberOfSamples: 2 * size,
    activeChannels: 2,
    availableChannels: 2,
    centerSample: size,
    kspaceEncodeStep1: line,
    repetition,
  });
  return acquisition(header, Buffer.alloc(0), floats(...Array<number>(2 * 2 * 2 * size).fill(value)));
}

/** The readouts of complete repetitions. */
export function smallReadouts(repetitions = 1, size = 8): Buffer[] {
  return Array.from({ length: repetitions * size }, (_, i) => smallReadout(i % size, Math.floor(i / size), size));
}

/** Bytes of a magnitude image of one float pixel. */
export function smallImage(): Buffer {
  const header = headerBytes(imageSize, imageSpots, {
    version: 1,
    dataType: 5,
    matrixSize: [1, 1, 1],
    channels: 1,
    imageType: 1,
  });
  return image(header, "", floats(1));
}
