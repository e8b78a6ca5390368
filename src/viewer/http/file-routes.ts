import { Hono } from "hono";
import { serialize } from "../../mrd/index.ts";
import type { ViewedFiles } from "../files/index.ts";
import { numberParameter, textParameter } from "./parameters.ts";

/**
 * What the page requests about files. Messages are sent as in an MRD stream: the page reads them with the same code as
 * a session does.
 */
export function fileRoutes(files: ViewedFiles): Hono {
  const app = new Hono();
  app.get("/files", (context) => context.json(files.entries));
  app.get("/images", (context) => {
    const group = files.group(numberParameter(context, "file"), textParameter(context, "group"));
    const range = { start: numberParameter(context, "start"), end: numberParameter(context, "end") };
    const parts = [...group.images(textParameter(context, "series"), range)].flatMap(serialize);
    return context.body(Buffer.concat(parts), 200, { "content-type": "application/octet-stream" });
  });
  return app;
}
