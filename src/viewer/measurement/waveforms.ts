import type { MrdGroup } from "../../formats/mrd-hdf5/index.ts";
import type { Waveform } from "../../mrd/index.ts";
import type { WaveformEntry } from "../api/index.ts";
import { Steps } from "./in-steps.ts";

/** Waveforms read at a time. */
const RUN = 256;

/** The waveforms of a measurement, those of each id together. */
export interface WaveformsAndValues {
  readonly meta: readonly WaveformEntry[];
  /** Of each entry: time stamps, number of samples of each waveform, and values, `[waveform][channel][sample]`. */
  readonly arrays: readonly Uint32Array[];
}

/** All waveforms, by id. Those whose channels or sampling differ from others of their id are an entry of their own. */
export async function readWaveforms(group: MrdGroup): Promise<WaveformsAndValues> {
  const byKind = new Map<string, Waveform[]>();
  const steps = new Steps();
  for (let start = 0; start < group.waveformCount; start += RUN) {
    for (const waveform of group.waveforms({ start, end: start + RUN })) {
      const { waveformId, channels, sampleTimeUs } = waveform.header;
      const kind = `${waveformId} ${channels} ${sampleTimeUs}`;
      const others = byKind.get(kind);
      if (others === undefined) byKind.set(kind, [waveform]);
      else others.push(waveform);
    }
    await steps.next();
  }
  const kinds = [...byKind.values()].sort((a, b) => a[0]!.header.waveformId - b[0]!.header.waveformId);
  return {
    meta: kinds.map((waveforms) => {
      const { waveformId: id, channels, sampleTimeUs } = waveforms[0]!.header;
      return { id, count: waveforms.length, channels, sampleTimeUs };
    }),
    arrays: kinds.flatMap((waveforms) => {
      const values = new Uint32Array(waveforms.reduce((sum, { data }) => sum + data.length, 0));
      let at = 0;
      for (const { data } of waveforms) {
        values.set(data, at);
        at += data.length;
      }
      return [
        Uint32Array.from(waveforms, ({ header }) => header.timeStamp),
        Uint32Array.from(waveforms, ({ header }) => header.numberOfSamples),
        values,
      ];
    }),
  };
}
