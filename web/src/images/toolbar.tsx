import type { ComponentChildren } from "preact";
import type { Part } from "../../../src/rendering/values/index.ts";
import { Icon } from "./icons.tsx";
import { type MapName, mapNames } from "./model/color-tables.ts";
import { type Layout, layouts, type Source, tools, type Viewer } from "./state/viewer.ts";

export interface ToolbarProps {
  readonly viewer: Viewer;
  /** The list of series to compare with. */
  readonly children: ComponentChildren;
  readonly isPanelShown: boolean;
  togglePanel(): void;
  download(): void;
  copyValues(): void;
}

const toolTitles = {
  window: "window and level (W)",
  pan: "move the image (H)",
  zoom: "zoom (Z)",
  scroll: "scroll by dragging (S)",
  line: "profile along a line (L)",
  rectangle: "rectangle (R)",
  ellipse: "ellipse (E)",
} as const;

const layoutNames: Readonly<Record<Layout, string>> = {
  single: "A",
  side: "A | B",
  difference: "A − B",
  all: "all",
  mosaic: "mosaic",
};
const layoutTitles: Readonly<Record<Layout, string>> = {
  single: "one image (1)",
  side: "side by side (2)",
  difference: "difference (3)",
  all: "A, B and their difference (4)",
  mosaic: "mosaic along the active axis (M)",
};

/** Tools, layouts, and how values become colours. */
export function Toolbar({ viewer, children, isPanelShown, togglePanel, download, copyValues }: ToolbarProps) {
  const hasOther = viewer.other.value !== undefined;
  const isDifference = hasOther && viewer.layout.value === "difference";
  const map: Source = isDifference ? "difference" : "a";
  return (
    <div class="toolbar" role="toolbar" aria-label="tools">
      <fieldset class="group" aria-label="tool of the pointer">
        {tools.map((tool) => (
          <button
            key={tool}
            type="button"
            title={toolTitles[tool]}
            aria-label={toolTitles[tool]}
            aria-pressed={viewer.tool.value === tool}
            onClick={() => {
              viewer.tool.value = tool;
            }}
          >
            <Icon name={tool} />
          </button>
        ))}
      </fieldset>
      <fieldset class="group" aria-label="layout">
        {layouts
          .filter((layout) => hasOther || layout === "single" || layout === "mosaic")
          .map((layout) => (
            <button
              key={layout}
              type="button"
              title={layoutTitles[layout]}
              aria-pressed={viewer.layout.value === layout}
              onClick={() => {
                viewer.layout.value = layout;
              }}
            >
              {layout === "single" && !hasOther ? "image" : layoutNames[layout]}
            </button>
          ))}
      </fieldset>
      {children}
      {hasOther && (
        <button
          type="button"
          title="multiply B by the factor that brings it nearest to A (F)"
          aria-pressed={viewer.scaled.value}
          onClick={() => {
            viewer.scaled.value = !viewer.scaled.value;
          }}
        >
          fit B
        </button>
      )}
      <select
        aria-label="part of complex values"
        title="part of complex values (P)"
        value={viewer.part.value}
        onChange={({ currentTarget }) => viewer.setPart(currentTarget.value as Part)}
      >
        {viewer.parts.value.map((part) => (
          <option key={part} value={part}>
            {part === "magnitude" && !viewer.isComplex.value ? "values" : part === "log" ? "logarithm" : part}
          </option>
        ))}
      </select>
      <select
        aria-label="colour map"
        title="colour map (C)"
        value={viewer.mapOf(map)}
        onChange={({ currentTarget }) => {
          (isDifference ? viewer.differenceMap : viewer.map).value = currentTarget.value as MapName;
        }}
      >
        {mapNames.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <span class="grow" />
      <button
        type="button"
        title="fit to the window, automatic window (0, or double click)"
        onClick={() => viewer.reset()}
      >
        <Icon name="fit" /> reset
      </button>
      <button type="button" title="copy the values of the image, one row per line (Y)" onClick={copyValues}>
        copy
      </button>
      <button type="button" title="download the image as shown (D)" onClick={download}>
        PNG
      </button>
      <button type="button" title="figures (I)" aria-label="figures" aria-pressed={isPanelShown} onClick={togglePanel}>
        <Icon name="panel" />
      </button>
    </div>
  );
}
