import { basename } from "node:path";
import { Hono } from "hono";
import type { DataFolder } from "../data/index.ts";
import { ViewerError } from "../errors.ts";
import type { ViewedFiles } from "../files/index.ts";
import { textParameter } from "./parameters.ts";

/** What the page requests about the folder of data: its files, and to open one of them. */
export function dataRoutes(data: DataFolder | undefined, files: ViewedFiles): Hono {
  const app = new Hono();
  app.get("/data", async (context) =>
    context.json(data === undefined ? { files: [], incomplete: false } : await data.list()),
  );
  app.get("/data/open", async (context) => {
    const path = textParameter(context, "path");
    return context.json(await files.add(await pathOf(data, path), basename(path)));
  });
  return app;
}

/** @throws ViewerError `outside-data` */
export function pathOf(data: DataFolder | undefined, path: string): Promise<string> {
  if (data === undefined)
    throw new ViewerError("outside-data", "no file can be chosen: start the server with --data and a folder");
  return data.pathOf(path);
}
