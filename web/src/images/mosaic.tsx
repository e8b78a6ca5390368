import { useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Position, positionName } from "./model/axes.ts";
import { valuesOf } from "./model/plane.ts";
import type { LoadedPlane, PlaneLoader } from "./state/plane-loader.ts";
import type { Viewer } from "./state/viewer.ts";
import { axisLabel } from "./viewport/corners.tsx";
import { draw } from "./viewport/image-canvas.tsx";

interface MosaicProps {
  readonly viewer: Viewer;
  readonly loader: PlaneLoader;
}

/** All images along the active axis. Those that are scrolled into view are loaded. */
export function Mosaic({ viewer, loader }: MosaicProps) {
  const axis = viewer.activeAxis;
  const positions =
    axis === undefined ? [viewer.position.value] : viewer.a.axes.along(axis.name, viewer.position.value);
  const at = (axis && viewer.position.value[axis.name]) ?? 0;
  return (
    <div
      class="mosaic"
      role="listbox"
      aria-label={`mosaic along ${axis?.name ?? "the series"}`}
      style={`--tile: ${Math.round(viewer.tileSize.value)}px`}
    >
      {positions.map((position, i) => (
        <Tile
          key={i}
          viewer={viewer}
          loader={loader}
          position={position}
          label={axis === undefined ? "" : `${axisLabel(axis.name)} ${positionName(axis, i)}`}
          isSelected={i === at}
        />
      ))}
    </div>
  );
}

interface TileProps extends MosaicProps {
  readonly position: Position;
  readonly label: string;
  readonly isSelected: boolean;
}

function Tile({ viewer, loader, position, label, isSelected }: TileProps) {
  const element = useRef<HTMLButtonElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const isVisible = useSignal(false);
  const loaded = useSignal<LoadedPlane | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    const observer = new IntersectionObserver(([entry]) => {
      isVisible.value = entry!.isIntersecting;
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (isSelected) element.current?.scrollIntoView({ block: "nearest" });
  }, [isSelected]);
  const name = viewer.a.planeName(position);
  const key = JSON.stringify(name?.place);
  useEffect(() => {
    if (!isVisible.value || name === undefined) return undefined;
    let isCurrent = true;
    loader.load(name).then(
      (plane) => {
        if (isCurrent) loaded.value = plane;
      },
      (error: Error) => {
        if (isCurrent && error.name !== "AbortError") failure.value = error.message;
      },
    );
    return () => {
      isCurrent = false;
      loader.abandon(name);
    };
  }, [key, isVisible.value]);
  useSignalEffect(() => {
    if (loaded.value === undefined || !isVisible.value) return undefined;
    const values = valuesOf(loaded.value.plane, viewer.part.value);
    const [window, map] = [viewer.window("a"), viewer.map.value];
    const step = Math.max(1, Math.floor(values.width / (viewer.tileSize.value * devicePixelRatio)));
    const frame = requestAnimationFrame(() => canvas.current && draw(canvas.current, { values, window, map }, step));
    return () => cancelAnimationFrame(frame);
  });
  return (
    <button
      ref={element}
      type="button"
      class="tile"
      role="option"
      aria-selected={isSelected}
      aria-label={label}
      onClick={() => {
        viewer.position.value = position;
      }}
      onDblClick={() => {
        viewer.layout.value = "single";
      }}
    >
      <canvas ref={canvas} />
      <span>{failure.value ?? label}</span>
    </button>
  );
}
