import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { isComplex, isDataType } from "../../../../src/mrd/index.ts";
import { type Greys, type Part, parts } from "../../../../src/rendering/values/index.ts";
import { type Axis, type AxisName, moved, type Position } from "../model/axes.ts";
import type { MapName } from "../model/color-tables.ts";
import { difference, fittedScale, type Values, valuesOf } from "../model/plane.ts";
import type { Line } from "../model/profile.ts";
import { fitted, type Zoom } from "../model/transform.ts";
import { type AutomaticWindow, automaticWindow, differenceWindow, storedWindow } from "../model/window.ts";
import type { PlaneLoader, PlaneName } from "./plane-loader.ts";
import { Regions } from "./regions.ts";
import type { ShownPlane, ShownSeries } from "./shown-series.ts";

/** What a viewport shows: a series, the one it is compared with, or their difference. */
export type Source = "a" | "b" | "difference";
export const layouts = ["single", "side", "difference", "all", "mosaic"] as const;
export type Layout = (typeof layouts)[number];
export const tools = ["window", "pan", "zoom", "scroll", "line", "rectangle", "ellipse"] as const;
export type Tool = (typeof tools)[number];
/** `image`: percentiles of each image, which makes brightness differ between images. */
export type WindowKind = AutomaticWindow | "image";

/** How many positions ahead of the shown one are loaded, and after it. */
const [AHEAD, BACK] = [10, 3];

/** Everything that the view of a series shows, as signals. Two series share position, zoom and, unless told apart, window. */
export class Viewer {
  readonly layout = signal<Layout>("single");
  readonly other = signal<ShownSeries | undefined>(undefined);
  readonly position = signal<Position>({});
  /** The axis that wheel and arrow keys move along. */
  readonly axis = signal<AxisName | undefined>(undefined);
  readonly chosenPart = signal<Part>("magnitude");
  readonly map = signal<MapName>("grey");
  readonly differenceMap = signal<MapName>("blue–red");
  readonly smooth = signal(false);
  readonly labels = signal(true);
  readonly zoom = signal<Zoom>(fitted);
  readonly tool = signal<Tool>("window");
  readonly windowKind = signal<WindowKind>("stored");
  readonly linked = signal(true);
  /** Whether B is multiplied by the factor that brings it nearest to A before it is subtracted. */
  readonly scaled = signal(false);
  /** Windows that were set by hand. */
  readonly #windows = signal<Readonly<Partial<Record<Source, Greys>>>>({});
  readonly regions = new Regions();
  readonly line = signal<Line | undefined>(undefined);
  /** The pixel under the pointer. */
  readonly pointer = signal<{ readonly x: number; readonly y: number } | undefined>(undefined);
  readonly playing = signal(false);
  readonly framesPerSecond = signal(10);
  /** Width of the tiles of a mosaic, in pixels of the screen. */
  readonly tileSize = signal(160);

  readonly isComplex = computed(() => {
    const type = this.a.plane.value?.plane.dataType ?? 0;
    return isDataType(type) && isComplex(type);
  });
  readonly part = computed<Part>(() => {
    const part = this.chosenPart.value;
    return this.isComplex.value || part === "log" ? part : "magnitude";
  });
  readonly sources = computed<readonly Source[]>(() => {
    if (this.other.value === undefined) return ["a"];
    const shown = {
      single: ["a"],
      side: ["a", "b"],
      difference: ["difference"],
      all: ["a", "b", "difference"],
      mosaic: ["a"],
    };
    return shown[this.layout.value] as Source[];
  });
  /** The factor of B in the difference. */
  readonly scale = computed(() => {
    const [a, b] = [this.#values.a.value, this.#values.b.value];
    return a && b && this.scaled.value && a.values.length === b.values.length ? fittedScale(a, b) : 1;
  });
  readonly #values: Readonly<Record<Source, ReadonlySignal<Values | undefined>>> = {
    a: computed(() => this.#valuesOf(this.a.plane.value)),
    b: computed(() => this.#valuesOf(this.other.value?.plane.value)),
    difference: computed(() => {
      const [a, b] = [this.#values.a.value, this.#values.b.value];
      return a && b && difference(a, b, this.scale.value);
    }),
  };
  readonly #automatic = {
    a: computed(() => this.#automaticWindow("a", this.a)),
    b: computed(() => this.other.value && this.#automaticWindow("b", this.other.value)),
    difference: computed(() => {
      const values = this.#values.difference.value;
      return values && differenceWindow(values);
    }),
  } satisfies Record<Source, unknown>;
  readonly #stop: () => void;
  #last: Position = {};

  readonly #hasImage = computed(() => this.a.plane.value !== undefined);

  constructor(
    readonly a: ShownSeries,
    private readonly loader: PlaneLoader,
  ) {
    this.axis.value = a.axes.axes[0]?.name;
    this.position.value = this.#middle();
    this.#stop = effect(() => {
      const position = this.position.value;
      this.a.show(position);
      this.other.value?.show(this.otherPosition(position));
      if (this.#hasImage.value) this.#prefetch(position); // not before: the first image would wait for its neighbours
    });
  }

  close(): void {
    this.#stop();
    this.playing.value = false;
    this.loader.prefetch([]);
  }

  series(source: Source): ShownSeries | undefined {
    return source === "b" ? this.other.value : this.a;
  }

  plane(source: Source): ShownPlane | undefined {
    return this.series(source)?.plane.value;
  }

  /** The values of a viewport; `undefined` while they are loaded, or if images of different size are subtracted. */
  values(source: Source): Values | undefined {
    return this.#values[source].value;
  }

  window(source: Source): Greys {
    const shared = source === "b" && this.linked.value ? "a" : source;
    return this.#windows.value[shared] ?? this.#automatic[shared].value ?? { black: 0, white: 1 };
  }

  setWindow(source: Source, window: Greys): void {
    const shared = source === "b" && this.linked.value ? "a" : source;
    this.#windows.value = { ...this.#windows.value, [shared]: window };
  }

  /** Windows follow from the images again. */
  setWindowKind(kind: WindowKind): void {
    this.windowKind.value = kind;
    this.#windows.value = {};
  }

  readonly isManual = computed(() => Object.keys(this.#windows.value).length > 0);
  /** Whether the shown image requests a window by its attributes. */
  readonly hasStoredWindow = computed(() => {
    const attributes = this.a.plane.value?.attributes;
    return attributes !== undefined && storedWindow([attributes]) !== undefined;
  });

  setPart(part: Part): void {
    this.chosenPart.value = part;
    this.#windows.value = {};
  }

  /** Parts that differ from each other, for the shown image. */
  readonly parts = computed<readonly Part[]>(() => (this.isComplex.value ? parts : ["magnitude", "log"]));

  mapOf(source: Source): MapName {
    return source === "difference" ? this.differenceMap.value : this.map.value;
  }

  get activeAxis(): Axis | undefined {
    return this.a.axes.axes.find(({ name }) => name === this.axis.value);
  }

  step(steps: number, around = false): void {
    if (this.activeAxis) this.position.value = moved(this.activeAxis, this.position.value, steps, around);
  }

  chooseAxis(steps: number): void {
    const { axes } = this.a.axes;
    const at = axes.findIndex(({ name }) => name === this.axis.value);
    this.axis.value = axes[Math.min(Math.max(at + steps, 0), axes.length - 1)]?.name;
  }

  otherPosition(position: Position): Position {
    return this.other.value?.axes.like(this.a.axes, position) ?? position;
  }

  /** The next position of the cine; it waits until its images are loaded. */
  advance(): void {
    const axis = this.activeAxis;
    if (axis === undefined) return;
    const next = moved(axis, this.position.value, 1, true);
    if (this.a.isLoaded(next) && (this.other.value?.isLoaded(this.otherPosition(next)) ?? true))
      this.position.value = next;
    else this.#prefetch(this.position.value);
  }

  reset(): void {
    this.zoom.value = fitted;
    this.setWindowKind("stored");
  }

  /** A volume is opened in its middle: its first planes are often empty. */
  #middle(): Position {
    const z = this.a.axes.axes.find(({ name }) => name === "z");
    return z ? { z: z.values.length >> 1 } : {};
  }

  #valuesOf(plane: ShownPlane | undefined): Values | undefined {
    return plane && valuesOf(plane.plane, this.part.value);
  }

  #automaticWindow(source: Source, series: ShownSeries): Greys {
    const kind = this.windowKind.value;
    const part = this.part.value;
    if (kind === "image") {
      const values = this.#values[source].value;
      return automaticWindow("percentiles", part, values ? [values] : [], []);
    }
    const samples = series.samples.value;
    return automaticWindow(
      kind,
      part,
      samples.map(({ plane }) => valuesOf(plane, part)),
      samples.map(({ attributes }) => attributes),
    );
  }

  /** Loads the neighbours along the active axis, more of them in the direction of the last movement. */
  #prefetch(position: Position): void {
    const axis = this.activeAxis;
    const before = this.#last;
    this.#last = position;
    if (axis === undefined) return;
    const isBackward = (position[axis.name] ?? 0) < (before[axis.name] ?? 0);
    const towards = isBackward ? -1 : 1;
    const steps = [
      ...Array.from({ length: AHEAD }, (_, i) => towards * (i + 1)),
      ...Array.from({ length: BACK }, (_, i) => -towards * (i + 1)),
    ];
    const names = steps.flatMap((by): (PlaneName | undefined)[] => {
      const next = moved(axis, position, by, true);
      return [this.a.planeName(next), this.other.value?.planeName(this.otherPosition(next))];
    });
    this.loader.prefetch(names.filter((name) => name !== undefined));
  }
}
