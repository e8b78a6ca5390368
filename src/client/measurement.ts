import type { Acquisition, Image, Waveform } from "../mrd/index.ts";
import type { MrdGroup } from "../storage/index.ts";

/** What stands for the header of a file that has none, as FIRE's client sends it. */
const NO_HEADER = "Dummy XML header";

/** A measurement in the order in which it is sent. */
export interface Measurement {
  readonly header: string;
  readonly acquisitionCount: number;
  readonly imageCount: number;
  messages(): Generator<Acquisition | Waveform | Image>;
}

/**
 * A measurement from a group of a file: readouts with waveforms in between, in the order of their time stamps, then
 * images, series by series.
 * @param options.waveforms whether waveforms are part of it
 */
export function measurementOf(group: MrdGroup, options: { readonly waveforms: boolean }): Measurement {
  return {
    header: group.header ?? NO_HEADER,
    acquisitionCount: group.acquisitionCount,
    imageCount: group.series.reduce((sum, { count }) => sum + count, 0),
    *messages() {
      if (options.waveforms) yield* inTimeOrder(group.acquisitions(), group.waveforms());
      else yield* group.acquisitions();
      for (const { name } of group.series) yield* group.images(name);
    },
  };
}

/** Merges two streams, each in its order. What bears the same time stamp comes waveform first. */
function* inTimeOrder(
  acquisitions: Iterator<Acquisition>,
  waveforms: Iterator<Waveform>,
): Generator<Acquisition | Waveform> {
  let waveform = waveforms.next();
  for (let next = acquisitions.next(); !next.done; next = acquisitions.next()) {
    while (!waveform.done && waveform.value.header.timeStamp <= next.value.header.acquisitionTimeStamp) {
      yield waveform.value;
      waveform = waveforms.next();
    }
    yield next.value;
  }
  for (; !waveform.done; waveform = waveforms.next()) yield waveform.value;
}
