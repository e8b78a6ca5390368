import { useEffect, useRef, useState } from "preact/hooks";
import type { SessionSummary } from "../../../src/viewer/api/index.ts";
import { images, type ShownImage } from "./connection.ts";
import { pixelOf } from "./pixels.ts";

/** The newest image large, and those before as a strip. */
export function ImagesView({ session }: { readonly session: SessionSummary }) {
  const own = images.value.filter(({ header }) => header.session === session.session);
  const [held, hold] = useState<ShownImage | undefined>(undefined);
  const shown = held !== undefined && own.includes(held) ? held : own.at(-1);
  if (shown === undefined) {
    return (
      <div class="live-images">
        <div class="live-stage live-empty">{emptyText(session)}</div>
      </div>
    );
  }
  return (
    <div class="live-images">
      <figure class="live-stage">
        <ImageCanvas image={shown} />
        <figcaption>{captionOf(shown)}</figcaption>
      </figure>
      <ol class="live-strip" aria-label="newest images">
        {own.toReversed().map((image) => (
          <li key={`${image.header.series} ${image.header.index}`}>
            <button
              type="button"
              aria-pressed={image === held}
              title={captionOf(image)}
              onClick={() => hold(image === held ? undefined : image)}
            >
              <ImageCanvas image={image} />
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function emptyText({ endedAt, sent, state }: SessionSummary): string {
  if (endedAt === undefined) return "no image yet";
  if (sent === 0 || state === "failed") return "no image";
  return "images are shown while a session runs: choose “follow the newest” before it starts";
}

/** Names what differs between images; the rest is zero nearly always. */
function captionOf({ header }: ShownImage): string {
  const counters = (["slice", "contrast", "phase", "repetition", "set"] as const).flatMap((name) =>
    header[name] > 0 ? `${name} ${header[name]}` : [],
  );
  return [`series ${header.series}`, `image ${header.index}`, ...counters].join(" · ");
}

function ImageCanvas({ image }: { readonly image: ShownImage }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => draw(canvas.current!, image), [image]);
  const { header } = image;
  return <canvas ref={canvas} aria-label={captionOf(image)} style={{ aspectRatio: `1 / ${header.aspect}` }} />;
}

function draw(canvas: HTMLCanvasElement, { header: { width, height, format }, pixels }: ShownImage): void {
  const context = canvas.getContext("2d")!;
  const picture = context.createImageData(width, height);
  const colors = new Uint32Array(picture.data.buffer);
  if (format === "rgb") {
    for (let i = 0; i < colors.length; i += 1)
      colors[i] = pixelOf(pixels[3 * i]!, pixels[3 * i + 1]!, pixels[3 * i + 2]!);
  } else {
    for (let i = 0; i < colors.length; i += 1) colors[i] = pixelOf(pixels[i]!, pixels[i]!, pixels[i]!);
  }
  [canvas.width, canvas.height] = [width, height];
  context.putImageData(picture, 0, 0);
}
