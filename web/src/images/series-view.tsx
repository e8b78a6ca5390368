import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { Image } from "../../../src/mrd/index.ts";
import { getImages, type SeriesName } from "../api/images.ts";
import { Loaded } from "../components/loaded.tsx";
import { drawImage } from "./draw-image.ts";

/** The images of a series, one at a time. */
export function SeriesView({ count, ...series }: SeriesName & { readonly count: number }) {
  const index = useSignal(0);
  const step = (by: number) => {
    index.value = Math.min(Math.max(index.value + by, 0), count - 1);
  };
  return (
    <div
      class="series"
      role="application"
      aria-label={`images of ${series.series}`}
      tabIndex={0}
      onWheel={(event) => step(Math.sign(event.deltaY))}
      onKeyDown={({ key }) => step(key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0)}
    >
      <p>
        {series.series}: image {index.value} of {count}
      </p>
      <Loaded by={String(index.value)} load={(signal) => getImages(series, index.value, index.value + 1, signal)}>
        {([image]) => <ImageCanvas image={image!} />}
      </Loaded>
    </div>
  );
}

function ImageCanvas({ image }: { readonly image: Image }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => drawImage(canvas.current!, image), [image]);
  return <canvas ref={canvas} aria-label={`image ${image.header.imageIndex}`} />;
}
