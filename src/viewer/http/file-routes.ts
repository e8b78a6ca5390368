import { Hono } from "hono";
import type { ViewedFiles } from "../files/index.ts";
import { imageRoutes } from "./image-routes.ts";
import { measurementRoutes } from "./measurement-routes.ts";

/**
 * What the page requests about files. Messages are sent as in an MRD stream: the page reads them with the same code as
 * a session does.
 */
export function fileRoutes(files: ViewedFiles): Hono {
  const app = new Hono();
  app.get("/files", (context) => context.json(files.entries));
  app.route("/", imageRoutes(files));
  app.route("/", measurementRoutes(files));
  return app;
}
