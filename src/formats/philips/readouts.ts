import { type Acquisition, AcquisitionFlag, AcquisitionHeader, flagMask } from "../../mrd/index.ts";
import { counted } from "../../text/index.ts";
import type { FileParts, Remarks } from "../raw/index.ts";
import type { ListFile } from "./list-file.ts";
import { type Readout, readoutsIn, readoutTypes, type Scan } from "./scan.ts";

const BYTES = 8;

/** The readouts in the order of the list. What cannot be converted is counted by its type and reported at the end. */
export function* messagesOf(list: ListFile, data: FileParts, scan: Scan, remarks: Remarks): Generator<Acquisition> {
  const leftOut = new Map<string, number>();
  const missing = { count: 0, first: 0 };
  let scanCounter = 0;
  try {
    for (const group of readoutsIn(list)) {
      const { type, attributes, at } = group[0]!;
      if (attributes.size === undefined) {
        remarks.add("error", `${list.path}: a line of the index is damaged, and its vector is left out`, at);
        continue;
      }
      if (!readoutTypes.has(type)) {
        leftOut.set(type, (leftOut.get(type) ?? 0) + 1);
        continue;
      }
      const samples = samplesOf(group, data);
      if (samples === undefined) {
        if (missing.count === 0) missing.first = Math.min(...group.map((vector) => vector.attributes.offset!));
        missing.count += 1;
        continue;
      }
      yield readoutOf(group, samples, scan, scanCounter);
      scanCounter += 1;
    }
  } finally {
    for (const [type, count] of leftOut) remarks.add("info", `left out: ${counted(count, "readout")} of type ${type}`);
    if (missing.count > 0) {
      const text = `${data.path} ends at byte ${data.size}: it lacks ${counted(missing.count, "readout")}`;
      remarks.add("error", text, missing.first);
    }
  }
}

/** The samples of all channels; `undefined` if the file does not have them all. */
function samplesOf(group: Readout, data: FileParts): Float32Array | undefined {
  const bytes = group[0]!.attributes.size! - (group[0]!.attributes.size! % BYTES);
  const all = new Uint8Array(group.length * bytes);
  const ordered = [...group].sort((a, b) => a.attributes.chan! - b.attributes.chan!);
  for (const [channel, { attributes }] of ordered.entries()) {
    const isRead = data.read(all.subarray(channel * bytes, (channel + 1) * bytes), attributes.offset!);
    if (!isRead) return undefined;
  }
  return new Float32Array(all.buffer);
}

function readoutOf(group: Readout, data: Float32Array, scan: Scan, scanCounter: number): Acquisition {
  const { type, attributes } = group[0]!;
  const attribute = (name: string) => attributes[name] ?? 0;
  const channels = group.length;
  const samples = data.length / 2 / channels;
  const { kx, ky, kz, counts } = scan;
  const isFull = samples === kx.maximum - kx.minimum + 1;
  const center = isFull ? -kx.minimum : Math.floor(samples / 2);
  const isNoise = type === "NOI";
  const line = (value: number, { minimum, step }: Scan["ky"]) => (isNoise ? 0 : (value - minimum) * step);
  const extras = [attribute("mix"), attribute("extr1"), attribute("extr2")] as const;
  const header = AcquisitionHeader.of({
    flags: flagMask(
      ...(isNoise ? [AcquisitionFlag.noiseMeasurement] : []),
      ...(type === "NAV" ? [AcquisitionFlag.navigationData] : []),
      ...(type === "PHC" || type === "PHX" ? [AcquisitionFlag.phaseCorrectionData] : []),
      ...(attributes.sign === -1 ? [AcquisitionFlag.reverse] : []),
    ),
    scanCounter,
    physiologyTimeStamp: [Math.max(0, Math.round(attribute("rtop"))), 0, 0],
    numberOfSamples: samples,
    availableChannels: channels,
    activeChannels: channels,
    centerSample: isNoise ? 0 : Math.min(Math.max(center, 0), samples - 1),
    readDir: [1, 0, 0],
    phaseDir: [0, 1, 0],
    sliceDir: [0, 0, 1],
    kspaceEncodeStep1: line(attribute("ky"), ky),
    kspaceEncodeStep2: line(attribute("kz"), kz),
    average: attribute("aver"),
    slice: attribute("loca"),
    contrast: attribute("echo"),
    phase: attribute("card"),
    repetition: attribute("dyn"),
    set: extras[0] + counts.mix * (extras[1] + counts.extr1 * extras[2]),
    user: [...extras, 0, 0, 0, 0, 0],
  });
  return { kind: "acquisition", header, trajectory: new Float32Array(0), data };
}
