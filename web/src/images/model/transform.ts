/** How an image is placed in its viewport: `scale` pixels of the screen per mm, with a point of it in the middle. */
export interface Zoom {
  /** Relative to the scale at which the image just fits. */
  readonly factor: number;
  /** The point in the middle of the viewport, as a share of the image's width and height. */
  readonly x: number;
  readonly y: number;
}

export const fitted: Zoom = { factor: 1, x: 0.5, y: 0.5 };

const MOST = 64;
const LEAST = 0.25;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Maps pixels of an image to those of its viewport: `left + x · scaleX`. */
export interface Transform {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly left: number;
  readonly top: number;
}

/**
 * @param spacingMm distances of pixels, which need not be square
 * @param margin around an image that fits, in pixels of the screen
 */
export function transformOf(
  image: Size,
  spacingMm: readonly [number, number],
  viewport: Size,
  zoom: Zoom,
  margin = 0,
): Transform {
  const [widthMm, heightMm] = [image.width * spacingMm[0], image.height * spacingMm[1]];
  const room = (extent: number) => Math.max(extent - 2 * margin, 1);
  const scale = zoom.factor * Math.min(room(viewport.width) / widthMm, room(viewport.height) / heightMm);
  const [scaleX, scaleY] = [scale * spacingMm[0], scale * spacingMm[1]];
  return {
    scaleX,
    scaleY,
    left: viewport.width / 2 - zoom.x * image.width * scaleX,
    top: viewport.height / 2 - zoom.y * image.height * scaleY,
  };
}

/** The point of the image at a point of the viewport, in pixels. */
export function toImage({ scaleX, scaleY, left, top }: Transform, x: number, y: number): readonly [number, number] {
  return [(x - left) / scaleX, (y - top) / scaleY];
}

/** Zooms by a factor, so that the point of the image under a point of the viewport stays there. */
export function zoomedAt(
  zoom: Zoom,
  by: number,
  transform: Transform,
  image: Size,
  at: readonly [number, number],
): Zoom {
  const factor = Math.max(LEAST, Math.min(zoom.factor * by, MOST));
  const [x, y] = toImage(transform, ...at);
  const keep = zoom.factor / factor;
  return {
    factor,
    x: x / image.width + (zoom.x - x / image.width) * keep,
    y: y / image.height + (zoom.y - y / image.height) * keep,
  };
}

/** Moves the image by pixels of the screen. */
export function panned(zoom: Zoom, right: number, down: number, { scaleX, scaleY }: Transform, image: Size): Zoom {
  return { ...zoom, x: zoom.x - right / (image.width * scaleX), y: zoom.y - down / (image.height * scaleY) };
}

/** A length for a scale bar: 1, 2 or 5 times a power of ten, at most `most` mm. */
export function barLengthMm(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2].find((each) => each * power <= most) ?? 1);
}
