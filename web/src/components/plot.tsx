import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";

export interface Curve {
  readonly label: string;
  readonly color: string;
  readonly values: ArrayLike<number>;
  readonly dashed?: boolean;
}

interface PlotProps {
  readonly x: ArrayLike<number>;
  readonly curves: readonly Curve[];
  readonly xTitle: string;
  readonly label: string;
  /** Plots with the same name share cursor and range along x. */
  readonly sync?: string;
  /** Along x at first; all by default. */
  readonly range?: readonly [number, number] | undefined;
  /** Draws below the curves. */
  underlay?(plot: UPlot): void;
  readonly logarithmic?: boolean;
}

/** Curves over a common axis: drag to zoom along x, double-click to see all again. */
export function Plot({ x, curves, xTitle, label, sync, range, underlay, logarithmic = false }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current!;
    const style = getComputedStyle(element);
    const [quiet, line] = [style.getPropertyValue("--plot-text"), style.getPropertyValue("--plot-line")].map((color) =>
      resolved(color, element),
    );
    const axis = {
      stroke: quiet!,
      grid: { stroke: line!, width: 1 },
      ticks: { stroke: line!, width: 1 },
      font: "11px system-ui",
    };
    const size = () => ({ width: element.clientWidth, height: Math.max(60, element.clientHeight) });
    const plot = new UPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { drag: { x: true, y: false }, ...(sync !== undefined && { sync: { key: sync } }) },
        scales: {
          x: { time: false, ...(range && { range: (_plot, low, high) => [low, high] }) },
          y: logarithmic ? { distr: 3 } : {},
        },
        axes: [
          { ...axis, label: xTitle, labelSize: 18, size: 30, labelFont: "11px system-ui" },
          { ...axis, size: 62 },
        ],
        series: [
          { label: xTitle },
          ...curves.map(({ label: name, color, dashed }) => ({
            label: name,
            stroke: color,
            width: 1,
            points: { show: false },
            ...(dashed && { dash: [4, 3] }),
          })),
        ],
        hooks: { ...(underlay && { drawAxes: [underlay] }) },
      },
      [x, ...curves.map(({ values }) => values)] as unknown as UPlot.AlignedData,
      element,
    );
    if (range !== undefined) plot.setScale("x", { min: range[0], max: range[1] });
    const observer = new ResizeObserver(() => plot.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [x, curves, sync, underlay, logarithmic, range?.[0], range?.[1]]);
  return <div ref={place} class="plot" role="img" aria-label={label} />;
}

/** A colour as canvases accept it: they know neither `var()` nor `light-dark()`. */
function resolved(color: string, element: HTMLElement): string {
  const probe = document.createElement("i");
  probe.style.color = color;
  element.append(probe);
  const result = getComputedStyle(probe).color;
  probe.remove();
  return result;
}
