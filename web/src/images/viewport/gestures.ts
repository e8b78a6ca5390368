import { movedRegion, type Region } from "../model/regions.ts";
import { panned, type Size, type Transform, toImage, zoomedAt } from "../model/transform.ts";
import { draggedWindow } from "../model/window.ts";
import type { Source, Tool, Viewer } from "../state/viewer.ts";

/** What a drag of the pointer changes. */
export interface Gesture {
  /** @param x of the pointer in the viewport, in pixels of the screen, as `y` */
  move(x: number, y: number): void;
  end?(): void;
}

/** Where a drag begins. */
export interface GestureStart {
  readonly viewer: Viewer;
  readonly source: Source;
  readonly x: number;
  readonly y: number;
  readonly image: Size;
  /** The transform of now. */
  transform(): Transform;
  /** What was hit of the drawing over the image. */
  readonly hit: { readonly kind: "region" | "corner"; readonly region: Region } | { readonly kind: "line" } | undefined;
}

/** Pixels of the screen for one step of the scroll tool. */
const SCROLL_STEP = 8;

/** Starts what a tool does, or the movement of a region that was hit. */
export function startGesture(tool: Tool, start: GestureStart): Gesture {
  if (start.hit?.kind === "region") return moveRegion(start, start.hit.region);
  if (start.hit?.kind === "corner") return resizeRegion(start, start.hit.region);
  if (start.hit?.kind === "line") return moveLine(start);
  return gestures[tool](start);
}

const gestures: Readonly<Record<Tool, (start: GestureStart) => Gesture>> = {
  window({ viewer, source, x, y }) {
    const before = viewer.window(source);
    return { move: (toX, toY) => viewer.setWindow(source, draggedWindow(before, toX - x, y - toY)) };
  },
  pan({ viewer, x, y, image, transform }) {
    const [before, at] = [viewer.zoom.value, transform()];
    return {
      move: (toX, toY) => {
        viewer.zoom.value = panned(before, toX - x, toY - y, at, image);
      },
    };
  },
  zoom({ viewer, x, y, image, transform }) {
    const [before, at] = [viewer.zoom.value, transform()];
    return {
      move: (_, toY) => {
        viewer.zoom.value = zoomedAt(before, Math.exp((y - toY) / 150), at, image, [x, y]);
      },
    };
  },
  scroll({ viewer, y }) {
    let done = 0;
    return {
      move: (_, toY) => {
        const steps = Math.trunc((toY - y) / SCROLL_STEP);
        if (steps !== done) viewer.step(steps - done);
        done = steps;
      },
    };
  },
  line(start) {
    const { viewer, x, y } = start;
    const [x0, y0] = toImage(start.transform(), x, y);
    return {
      move: (toX, toY) => {
        const [x1, y1] = toImage(start.transform(), toX, toY);
        viewer.line.value = { x0, y0, x1, y1 };
      },
    };
  },
  rectangle: (start) => drawRegion(start, "rectangle"),
  ellipse: (start) => drawRegion(start, "ellipse"),
};

function drawRegion(start: GestureStart, shape: Region["shape"]): Gesture {
  const { regions } = start.viewer;
  const region = regions.add(shape, ...toImage(start.transform(), start.x, start.y));
  const { move } = resizeRegion(start, region);
  return {
    move,
    end: () => {
      const { x0, x1, y0, y1 } = regions.all.value.find(({ id }) => id === region.id) ?? region;
      if (Math.abs(x1 - x0) < 1 || Math.abs(y1 - y0) < 1) regions.remove(region.id);
    },
  };
}

function resizeRegion({ viewer, transform }: GestureStart, region: Region): Gesture {
  viewer.regions.selected.value = region.id;
  return {
    move: (toX, toY) => {
      const [x1, y1] = toImage(transform(), toX, toY);
      viewer.regions.replace({ ...region, x1, y1 });
    },
  };
}

function moveRegion({ viewer, x, y, transform }: GestureStart, region: Region): Gesture {
  viewer.regions.selected.value = region.id;
  return {
    move: (toX, toY) => {
      const { scaleX, scaleY } = transform();
      viewer.regions.replace(movedRegion(region, (toX - x) / scaleX, (toY - y) / scaleY));
    },
  };
}

function moveLine({ viewer, x, y, transform }: GestureStart): Gesture {
  const line = viewer.line.value!;
  return {
    move: (toX, toY) => {
      const { scaleX, scaleY } = transform();
      const [right, down] = [(toX - x) / scaleX, (toY - y) / scaleY];
      viewer.line.value = { x0: line.x0 + right, x1: line.x1 + right, y0: line.y0 + down, y1: line.y1 + down };
    },
  };
}

/** Two fingers: their distance zooms, their middle moves the image. */
export function startPinch(
  start: Pick<GestureStart, "viewer" | "image" | "transform">,
  fingers: () => readonly (readonly [number, number])[],
): Gesture {
  const { viewer, image, transform } = start;
  const measure = () => {
    const [[ax, ay], [bx, by]] = fingers() as [readonly [number, number], readonly [number, number]];
    return { distance: Math.hypot(ax - bx, ay - by), x: (ax + bx) / 2, y: (ay + by) / 2 };
  };
  const [before, at, first] = [viewer.zoom.value, transform(), measure()];
  return {
    move: () => {
      const now = measure();
      const zoomed = zoomedAt(before, now.distance / first.distance, at, image, [first.x, first.y]);
      const larger = zoomed.factor / before.factor;
      const scaled = { ...at, scaleX: at.scaleX * larger, scaleY: at.scaleY * larger };
      viewer.zoom.value = panned(zoomed, now.x - first.x, now.y - first.y, scaled, image);
    },
  };
}
