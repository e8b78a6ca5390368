import { type Context, Hono } from "hono";
import { type Image, serialize } from "../../mrd/index.ts";
import type { ViewedFiles } from "../files/index.ts";
import { numberParameter, textParameter } from "./parameters.ts";

/** An answer is sent once it is longer than this: reading blocks all other requests. */
const ENOUGH_BYTES = 1 << 24;

/**
 * Images of files, by `file`, `group` and `series`.
 * - `/images/headers`: all headers of the series, of 198 bytes each, as in an MRD stream.
 * - `/images?start&end`: images as MRD messages; of one `channel` or one plane `z` alone, if they are named. The answer
 *   ends early if it is long, but has at least one image.
 */
export function imageRoutes(files: ViewedFiles): Hono {
  const app = new Hono();
  const bytes = (context: Context, parts: readonly Uint8Array[]) =>
    context.body(Buffer.concat(parts), 200, {
      "content-type": "application/octet-stream",
      "cache-control": "no-store",
    });
  app.get("/images/headers", (context) => {
    const headers = [...groupOf(files, context).imageHeaders(textParameter(context, "series"))];
    return bytes(
      context,
      headers.map((header) => header.bytes),
    );
  });
  app.get("/images", (context) => {
    if (context.req.raw.signal.aborted) return bytes(context, []);
    const group = groupOf(files, context);
    const patient = files.patientOf(group);
    const images = group.images(textParameter(context, "series"), {
      start: numberParameter(context, "start"),
      end: numberParameter(context, "end"),
      channel: optionalNumber(context, "channel"),
      z: optionalNumber(context, "z"),
    });
    return bytes(
      context,
      [...limited(images)].flatMap((image) => serialize(patient.image(image))),
    );
  });
  return app;
}

function groupOf(files: ViewedFiles, context: Context) {
  return files.group(numberParameter(context, "file"), textParameter(context, "group"));
}

function optionalNumber(context: Context, name: string): number | undefined {
  return context.req.query(name) === undefined ? undefined : numberParameter(context, name);
}

function* limited(images: Iterable<Image>): Generator<Image> {
  let bytes = 0;
  for (const image of images) {
    yield image;
    bytes += image.data.byteLength;
    if (bytes >= ENOUGH_BYTES) return;
  }
}
