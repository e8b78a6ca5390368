import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { FileEntry } from "../../../src/viewer/api/index.ts";
import type { SeriesName } from "../api/images.ts";
import { Loaded } from "../components/loaded.tsx";
import { useKeys } from "../shell/help.tsx";
import { AxesBar } from "./axes-bar.tsx";
import { CompareList } from "./compare-list.tsx";
import { downloadPng, tableOf } from "./export.ts";
import { imageKeys, type KeyActions, pressKey } from "./keys.ts";
import { Mosaic } from "./mosaic.tsx";
import { Panel } from "./panel/panel.tsx";
import { PlaneLoader } from "./state/plane-loader.ts";
import { ShownSeries } from "./state/shown-series.ts";
import { Viewer } from "./state/viewer.ts";
import { Toolbar } from "./toolbar.tsx";
import { Viewport } from "./viewport/viewport.tsx";

interface SeriesViewProps {
  readonly series: SeriesName;
  /** The series that it is compared with. */
  readonly other: SeriesName | undefined;
  readonly files: readonly FileEntry[];
  compare(other: SeriesName | undefined): void;
}

/** One loader for the page: what was shown is still there when a series is opened again. */
const loader = new PlaneLoader();

/** The images of a series, alone or compared with those of another one. */
export function SeriesView(props: SeriesViewProps) {
  return (
    <Loaded by={JSON.stringify(props.series)} load={(signal) => ShownSeries.open(props.series, loader, signal)}>
      {(series) => <OpenSeries {...props} shown={series} />}
    </Loaded>
  );
}

function OpenSeries({ shown, series, other, files, compare }: SeriesViewProps & { readonly shown: ShownSeries }) {
  const viewer = useMemo(() => new Viewer(shown, loader), [shown]);
  useEffect(() => () => viewer.close(), [viewer]);
  useOther(viewer, other);
  const root = useRef<HTMLElement>(null);
  const isPointed = useRef(false);
  const isPanelShown = useSignal(innerWidth >= 900);
  useKeys(imageKeys[0]!);
  useKeys(imageKeys[1]!);
  const actions: KeyActions = {
    togglePanel: () => {
      isPanelShown.value = !isPanelShown.value;
    },
    download: () => {
      const canvas = root.current?.querySelector<HTMLCanvasElement>(
        ".viewport canvas, .tile[aria-selected=true] canvas",
      );
      if (canvas) void downloadPng(canvas, `${series.series}-${viewer.plane("a")?.place.index ?? 0}`);
    },
    copyValues: () => {
      const values = viewer.values(viewer.sources.value[0]!);
      if (values) void navigator.clipboard.writeText(tableOf(values)).catch(() => {});
    },
  };
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      isPointed.current = false;
      if (pressKey(event, viewer, actions)) event.preventDefault();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [viewer]);
  const isMosaic = viewer.layout.value === "mosaic";
  return (
    <section
      ref={root}
      class={`series${isPanelShown.value ? " with-panel" : ""}`}
      aria-label={`images of ${series.series}`}
      onPointerDown={() => {
        isPointed.current = true;
      }}
      onChange={({ target }) => {
        // A list that was chosen from by the pointer would take the arrow keys from the images.
        if (isPointed.current && target instanceof HTMLSelectElement) target.blur();
      }}
    >
      <Toolbar
        viewer={viewer}
        isPanelShown={isPanelShown.value}
        togglePanel={actions.togglePanel}
        download={actions.download}
        copyValues={actions.copyValues}
      >
        <CompareList files={files} series={series} other={other} compare={compare} />
      </Toolbar>
      {isMosaic ? (
        <Mosaic viewer={viewer} loader={loader} />
      ) : (
        <div class="viewports">
          {viewer.sources.value.map((source) => (
            <Viewport key={source} viewer={viewer} source={source} />
          ))}
        </div>
      )}
      <AxesBar viewer={viewer} />
      {isPanelShown.value && <Panel viewer={viewer} />}
    </section>
  );
}

/** Opens the series that is compared, and shows both side by side. */
function useOther(viewer: Viewer, other: SeriesName | undefined): void {
  useEffect(() => {
    if (other === undefined) {
      viewer.other.value = undefined;
      viewer.layout.value = "single";
      return undefined;
    }
    const abort = new AbortController();
    ShownSeries.open(other, loader, abort.signal).then(
      (series) => {
        if (abort.signal.aborted) return;
        viewer.other.value = series;
        if (viewer.layout.value === "single") viewer.layout.value = "side";
      },
      (error: Error) => {
        if (!abort.signal.aborted) viewer.a.failure.value = error.message;
      },
    );
    return () => abort.abort();
  }, [viewer, JSON.stringify(other)]);
}
