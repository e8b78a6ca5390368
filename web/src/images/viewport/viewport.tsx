import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { geometryOf } from "../model/geometry.ts";
import { type Size, toImage, transformOf, zoomedAt } from "../model/transform.ts";
import type { Source, Tool, Viewer } from "../state/viewer.ts";
import { Corners } from "./corners.tsx";
import { type Gesture, type GestureStart, startGesture, startPinch } from "./gestures.ts";
import { ImageCanvas } from "./image-canvas.tsx";
import { Overlay } from "./overlay.tsx";

/** What viewports are called for screen readers. */
const sourceNames: Readonly<Record<Source, string>> = { a: "A", b: "B", difference: "A minus B" };

/** Screen pixels around an image that fits. */
const MARGIN = 8;
/** Turning a wheel by this much is one step: a notch of most mice is 100 or 120. */
const WHEEL_STEP = 60;

/** One image with what is drawn over it; drags, wheel and fingers change the view. */
export function Viewport({ viewer, source }: { readonly viewer: Viewer; readonly source: Source }) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSignal<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      size.value = { width, height };
    });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  const transform = useComputed(() => {
    const [values, shown] = [viewer.values(source), viewer.plane(source)];
    if (values === undefined || shown === undefined || size.value.width === 0) return undefined;
    const [x, y] = geometryOf(shown.header).spacingMm;
    return transformOf(values, [x, y], size.value, viewer.zoom.value, MARGIN);
  });
  const pointers = useRef(new Map<number, readonly [number, number]>());
  const gesture = useRef<Gesture | undefined>(undefined);
  const turned = useRef(0);

  const placeOf = ({ clientX, clientY }: MouseEvent) => {
    const { left, top } = box.current!.getBoundingClientRect();
    return [clientX - left, clientY - top] as const;
  };

  const onPointerDown = (event: PointerEvent) => {
    const image = viewer.values(source);
    if (image === undefined || transform.value === undefined) return;
    const [x, y] = placeOf(event);
    box.current!.setPointerCapture(event.pointerId);
    pointers.current.set(event.pointerId, [x, y]);
    const context = { viewer, image, transform: () => transform.value! };
    gesture.current?.end?.();
    gesture.current =
      pointers.current.size === 2
        ? startPinch(context, () => [...pointers.current.values()])
        : startGesture(toolOf(event, viewer.tool.value), { ...context, source, x, y, hit: hitOf(event, viewer) });
  };
  const onPointerMove = (event: PointerEvent) => {
    const [x, y] = placeOf(event);
    if (pointers.current.has(event.pointerId)) {
      pointers.current.set(event.pointerId, [x, y]);
      gesture.current?.move(x, y);
    }
    if (transform.value === undefined) return;
    const [column, row] = toImage(transform.value, x, y);
    viewer.pointer.value = { x: Math.floor(column), y: Math.floor(row) };
  };
  const onPointerUp = (event: PointerEvent) => {
    pointers.current.delete(event.pointerId);
    gesture.current?.end?.();
    gesture.current = undefined;
  };
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const image = viewer.values(source);
    if (event.ctrlKey && image !== undefined && transform.value !== undefined) {
      const by = Math.exp(-event.deltaY / 200);
      viewer.zoom.value = zoomedAt(viewer.zoom.value, by, transform.value, image, placeOf(event));
      return;
    }
    turned.current += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : WHEEL_STEP * event.deltaY;
    const steps = Math.trunc(turned.current / WHEEL_STEP);
    turned.current -= steps * WHEEL_STEP;
    if (steps !== 0) viewer.step(steps);
  };

  return (
    <div
      ref={box}
      class="viewport"
      role="application"
      aria-label={sourceNames[source]}
      data-source={source}
      data-tool={viewer.tool.value}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onPointerLeave={() => {
        viewer.pointer.value = undefined;
      }}
      onDblClick={() => viewer.reset()}
      onContextMenu={(event) => event.preventDefault()}
      onWheel={onWheel}
    >
      <ImageCanvas viewer={viewer} source={source} transform={transform} />
      <Overlay viewer={viewer} source={source} transform={transform} size={size} />
      <Corners viewer={viewer} source={source} />
    </div>
  );
}

/** The middle button moves the image, and the right one zooms, whatever the tool is. */
function toolOf({ button }: PointerEvent, tool: Tool): Tool {
  return button === 1 ? "pan" : button === 2 ? "zoom" : tool;
}

function hitOf({ target }: PointerEvent, viewer: Viewer): GestureStart["hit"] {
  if (!(target instanceof Element)) return undefined;
  const id = target.getAttribute("data-corner") ?? target.closest("[data-region]")?.getAttribute("data-region");
  const region = viewer.regions.all.value.find((each) => String(each.id) === id);
  if (region !== undefined) return { kind: target.hasAttribute("data-corner") ? "corner" : "region", region };
  return target.closest("[data-line]") ? { kind: "line" } : undefined;
}
