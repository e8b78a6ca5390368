import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type UPlot from "uplot";
import type { WaveformEntry } from "../../../../src/viewer/api/index.ts";
import type { ArraysBody, NumericArray } from "../../api/arrays.ts";
import { getWaveforms } from "../../api/data.ts";
import { Loaded } from "../../components/loaded.tsx";
import { curveColor } from "../../components/palettes.ts";
import { Plot } from "../../components/plot.tsx";
import { formatted } from "../../components/raster.tsx";
import type { MeasurementReadouts } from "../measurement.ts";
import { clockText, readoutTimes, readoutTriggers, triggersOf, waveformCurves } from "./waveform-curves.ts";

/** Waveforms over the time of the readouts. */
export function WaveformView(measurement: MeasurementReadouts) {
  const { file, group } = measurement;
  return (
    <Loaded by={JSON.stringify([file, group])} load={(signal) => getWaveforms({ file, group }, signal)}>
      {(body) => <Waveforms measurement={measurement} body={body} />}
    </Loaded>
  );
}

interface WaveformsProps {
  readonly measurement: MeasurementReadouts;
  readonly body: ArraysBody<readonly WaveformEntry[]>;
}

function Waveforms({ measurement: { table, header }, body: { meta, arrays } }: WaveformsProps) {
  const showsReadouts = useSignal(true);
  const times = useMemo(() => readoutTimes(table), [table]);
  const triggers = useMemo(() => readoutTriggers(table, 0), [table]);
  const all = useMemo(
    () =>
      meta.map((entry, i) =>
        waveformCurves(entry, arrays.slice(3 * i, 3 * i + 3) as [NumericArray, NumericArray, NumericArray]),
      ),
    [meta],
  );
  const range = useMemo(() => {
    const stamped = table.varies("acquisitionTimeStamp") ? times : new Float64Array();
    const ends = [stamped, ...all.map((each) => each.times)].flatMap((each) => extent(each));
    return [Math.min(...ends), Math.max(...ends)] as const;
  }, [all]);
  return (
    <div class="waveforms">
      <div class="controls">
        <label class="choice">
          <input
            type="checkbox"
            checked={showsReadouts.value}
            onChange={({ currentTarget }) => {
              showsReadouts.value = currentTarget.checked;
            }}
          />
          times of readouts
        </label>
        <span class="legend-marks">
          <i class="readout-mark" /> readout <i class="trigger-mark" /> trigger
        </span>
        <span class="quiet">Time stamps are taken as ticks of 2.5 ms. Drag to zoom, double-click to see all.</span>
      </div>
      {meta.map((entry, i) => {
        const info = header.waveforms[entry.id];
        const own = triggersOf(all[i]!, info?.triggerChannel ?? -1);
        return (
          <Track
            key={i}
            entry={entry}
            title={`${info?.name ?? info?.type ?? `waveform ${entry.id}`}`}
            curves={all[i]!}
            triggerChannel={info?.triggerChannel}
            triggers={own.length > 0 ? own : triggers}
            times={showsReadouts.value ? times : undefined}
            range={range}
          />
        );
      })}
    </div>
  );
}

function extent(values: Float64Array): number[] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return values.length === 0 ? [] : [low, high];
}

interface TrackProps {
  readonly entry: WaveformEntry;
  readonly title: string;
  readonly curves: ReturnType<typeof waveformCurves>;
  readonly triggerChannel: number | undefined;
  readonly triggers: Float64Array;
  /** Of readouts. */
  readonly times: Float64Array | undefined;
  readonly range: readonly [number, number];
}

function Track({ entry, title, curves: own, triggerChannel, triggers, times, range }: TrackProps) {
  const { channels, count, sampleTimeUs, id } = entry;
  const [start] = range;
  const x = useMemo(() => own.times.map((time) => time - start), [own, start]);
  const curves = useMemo(
    () =>
      own.channels.flatMap((values, channel) =>
        channel === triggerChannel
          ? []
          : [{ label: `channel ${channel}`, color: curveColor(channel, channels), values }],
      ),
    [own, triggerChannel],
  );
  const underlay = useMemo(() => marksBelow(start, triggers, times), [start, triggers, times]);
  return (
    <section class="track" aria-label={title}>
      <h3>
        {title}{" "}
        <span class="quiet">
          id {id}, {count} message{count > 1 ? "s" : ""}, {channels} channel{channels > 1 ? "s" : ""}, every{" "}
          {formatted(sampleTimeUs / 1000)} ms
          {triggers.length > 0 && `, ${triggers.length} triggers`}
        </span>
      </h3>
      <Plot
        x={x}
        curves={curves}
        xTitle={`time in s since ${clockText(start)}`}
        label={`${title} over time`}
        sync="waveforms"
        range={[0, range[1] - start]}
        underlay={underlay}
      />
    </section>
  );
}

/** Draws triggers as lines, and readouts as marks at the lower edge; not more than one mark for each pixel. */
function marksBelow(start: number, triggers: Float64Array, times: Float64Array | undefined): (plot: UPlot) => void {
  return ({ ctx, bbox, valToPos, root }) => {
    const style = getComputedStyle(root);
    const { left, top, width, height } = bbox;
    const inside = (x: number) => x >= left && x <= left + width;
    ctx.save();
    ctx.fillStyle = "hsl(0 70% 55% / 0.75)";
    for (const time of triggers) {
      const x = Math.round(valToPos(time - start, "x", true));
      if (inside(x)) ctx.fillRect(x, top, devicePixelRatio, height);
    }
    ctx.fillStyle = style.color;
    ctx.globalAlpha = 0.55;
    const marked = new Set<number>();
    for (const time of times ?? []) {
      const x = Math.round(valToPos(time - start, "x", true));
      if (inside(x)) marked.add(x);
    }
    const mark = 7 * devicePixelRatio;
    for (const x of marked) ctx.fillRect(x, top + height - mark, 1, mark);
    ctx.restore();
  };
}
