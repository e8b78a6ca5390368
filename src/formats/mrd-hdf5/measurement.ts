import type { Acquisition, Image, Waveform } from "../../mrd/index.ts";
import type { MrdGroup } from "./reader.ts";

/**
 * The messages of a group in the order in which a scanner sends them: readouts with waveforms in between, in the order of
 * their time stamps, then images, series by series.
 * @param options.waveforms whether waveforms are among them
 * @param options.reuse whether a readout is of use only until the next message is asked for, see ReadOptions; without waveforms
 */
export function* inOrder(
  group: Pick<MrdGroup, "acquisitions" | "waveforms" | "series" | "images">,
  { waveforms, reuse = false }: { readonly waveforms: boolean; readonly reuse?: boolean },
): Generator<Acquisition | Waveform | Image> {
  // With waveforms, one waits while the other is read.
  if (waveforms) yield* inTimeOrder(group.acquisitions(), group.waveforms());
  else yield* group.acquisitions({ reuse });
  for (const { name } of group.series) yield* group.images(name);
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
