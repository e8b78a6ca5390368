import { helpIsOpen, type Keys } from "../shell/help.tsx";
import { awaitsArea } from "../shell/page-keys.ts";
import { mapNames } from "./model/color-tables.ts";
import { fitted } from "./model/transform.ts";
import type { Layout, Viewer } from "./state/viewer.ts";

/** What keys do beyond the view itself. */
export interface KeyActions {
  togglePanel(): void;
  download(): void;
  copyValues(): void;
}

/** A key of the help, in the order in which it lists them. */
export interface KeyBinding {
  /** Values of `KeyboardEvent.key`, in lower case. */
  readonly keys: readonly string[];
  /** How the help shows them. */
  readonly shown: string;
  readonly meaning: string;
  act(viewer: Viewer, key: string, actions: KeyActions): void;
}

/** How far page keys go. */
const PAGE = 10;
const ZOOM_STEP = 1.25;
const WINDOW_STEP = 1.1;

export const keyBindings: readonly KeyBinding[] = [
  bind("← → wheel", "previous and next image along the active axis", ["arrowleft", "arrowright"], (viewer, key) =>
    viewer.step(key === "arrowleft" ? -1 : 1),
  ),
  bind("↑ ↓", "choose the active axis", ["arrowup", "arrowdown"], (viewer, key) =>
    viewer.chooseAxis(key === "arrowup" ? -1 : 1),
  ),
  bind("PageUp PageDown", `${PAGE} images back and forth`, ["pageup", "pagedown"], (viewer, key) =>
    viewer.step(key === "pageup" ? -PAGE : PAGE),
  ),
  bind("Home End", "first and last image", ["home", "end"], (viewer, key) =>
    viewer.step(key === "home" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY),
  ),
  bind("Space", "cine", [" "], (viewer) => {
    viewer.playing.value = !viewer.playing.value;
  }),
  bind("+ −", "zoom, as Ctrl with the wheel; the size of a mosaic's tiles", ["+", "=", "-"], (viewer, key) => {
    const by = key === "-" ? 1 / ZOOM_STEP : ZOOM_STEP;
    if (viewer.layout.value === "mosaic")
      viewer.tileSize.value = Math.max(40, Math.min(viewer.tileSize.value * by, 640));
    else
      viewer.zoom.value = { ...viewer.zoom.value, factor: Math.max(0.25, Math.min(viewer.zoom.value.factor * by, 64)) };
  }),
  bind("0", "fit, and window automatically, as a double click", ["0"], (viewer) => viewer.reset()),
  bind("[ ]", "narrower and wider window", ["[", "]"], (viewer, key) =>
    changeWindow(viewer, 0, key === "[" ? 1 / WINDOW_STEP : WINDOW_STEP),
  ),
  bind(", .", "lower and higher level", [",", "."], (viewer, key) =>
    changeWindow(viewer, key === "," ? -0.05 : 0.05, 1),
  ),
  bind("A", "window automatically: attributes, percentiles, range", ["a"], (viewer) => {
    const kinds = ["stored", "percentiles", "image", "range"] as const;
    viewer.setWindowKind(viewer.isManual.value ? viewer.windowKind.value : after(kinds, viewer.windowKind.value));
  }),
  bind("W H Z S", "drag for window and level, to move, to zoom, to scroll", ["w", "h", "z", "s"], (viewer, key) => {
    viewer.tool.value = ({ w: "window", h: "pan", z: "zoom", s: "scroll" } as const)[key as "w"];
  }),
  bind("L R E", "draw the line of a profile, a rectangle, an ellipse", ["l", "r", "e"], (viewer, key) => {
    viewer.tool.value = ({ l: "line", r: "rectangle", e: "ellipse" } as const)[key as "l"];
  }),
  bind("1 2 3 4", "A, A and B side by side, difference, all three", ["1", "2", "3", "4"], (viewer, key) =>
    setLayout(viewer, (["single", "side", "difference", "all"] as const)[Number(key) - 1]!),
  ),
  bind("M", "mosaic", ["m"], (viewer) => setLayout(viewer, viewer.layout.value === "mosaic" ? "single" : "mosaic")),
  bind("P", "next part of complex values", ["p"], (viewer) =>
    viewer.setPart(after(viewer.parts.value, viewer.part.value)),
  ),
  bind("C X", "next colour map; inverted", ["c", "x"], (viewer, key) => {
    const { map } = viewer;
    if (key === "c") map.value = after(mapNames, map.value);
    else map.value = map.value === "inverted" ? "grey" : "inverted";
  }),
  bind("F", "fit B to A by a factor", ["f"], (viewer) => {
    viewer.scaled.value = !viewer.scaled.value;
  }),
  bind("B", "interpolate between pixels", ["b"], (viewer) => {
    viewer.smooth.value = !viewer.smooth.value;
  }),
  bind("T", "texts over the image", ["t"], (viewer) => {
    viewer.labels.value = !viewer.labels.value;
  }),
  bind("N", "the selected region is the noise", ["n"], ({ regions }) => {
    regions.noise.value = regions.noise.value === regions.selected.value ? undefined : regions.selected.value;
  }),
  bind("Del", "remove the selected region, else the line", ["delete", "backspace"], (viewer) => {
    const { selected } = viewer.regions;
    if (selected.value !== undefined) viewer.regions.remove(selected.value);
    else viewer.line.value = undefined;
  }),
  bind("Y", "copy the values of the image", ["y"], (_viewer, _key, actions) => actions.copyValues()),
  bind("D", "download the image as PNG", ["d"], (_viewer, _key, actions) => actions.download()),
  bind("I", "figures", ["i"], (_viewer, _key, actions) => actions.togglePanel()),
];

function bind(shown: string, meaning: string, keys: readonly string[], act: KeyBinding["act"]): KeyBinding {
  return { keys, shown, meaning, act };
}

/** The help of these keys, and of the pointer; in two lists, which are shown next to each other. */
export const imageKeys: readonly Keys[] = [
  {
    title: "Pointer on images",
    rows: [
      ["drag", "the chosen tool; window: to the right wider, upwards a higher level"],
      ["middle button", "move the image"],
      ["right button", "zoom"],
      ["two fingers", "zoom and move"],
    ],
  },
  { title: "Images", rows: keyBindings.map(({ shown, meaning }) => [shown, meaning]) },
];

/** Carries out a key, unless it belongs to a field in which the user types or chooses. @returns whether it did */
export function pressKey(event: KeyboardEvent, viewer: Viewer, actions: KeyActions): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || isField(event) || helpIsOpen.value || awaitsArea())
    return false;
  const key = event.key.toLowerCase();
  const binding = keyBindings.find(({ keys }) => keys.includes(key));
  binding?.act(viewer, key, actions);
  return binding !== undefined;
}

function isField({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.matches("button, summary, a, input[type=checkbox]")) return key === " ";
  if (target.matches("input[type=range]")) return /^(Arrow|Page|Home|End)/.test(key);
  return target.matches("input, select, textarea, [contenteditable]");
}

function after<T>(values: readonly T[], value: T): T {
  return values[(values.indexOf(value) + 1) % values.length]!;
}

function setLayout(viewer: Viewer, layout: Layout): void {
  viewer.zoom.value = fitted;
  viewer.layout.value = layout;
}

function changeWindow(viewer: Viewer, up: number, wider: number): void {
  const source = viewer.sources.value[0]!;
  const { black, white } = viewer.window(source);
  const center = (black + white) / 2 + up * (white - black);
  const half = (wider * (white - black)) / 2;
  viewer.setWindow(source, { black: center - half, white: center + half });
}
