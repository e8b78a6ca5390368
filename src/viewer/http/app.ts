import { Hono } from "hono";
import { isOwn } from "../../errors/index.ts";
import type { About } from "../api/index.ts";
import type { ViewedFiles } from "../files/index.ts";
import { type AccessOptions, access } from "./access.ts";
import { fileRoutes } from "./file-routes.ts";
import { servePage } from "./static-page.ts";

export interface ViewerAppOptions extends AccessOptions {
  readonly version: string;
  /** Folder of the built page. */
  readonly page: string;
  readonly files: ViewedFiles;
}

/** The page and what it requests. */
export function viewerApp({ version, page, files, ...options }: ViewerAppOptions): Hono {
  const app = new Hono();
  app.use(access(options));
  app.get("/api/about", (context) => context.json({ version, areas: ["files"] } satisfies About));
  app.route("/api", fileRoutes(files));
  servePage(app, page);
  app.notFound((context) => context.text("there is nothing at this address: open /\n", 404));
  app.onError((error, context) => context.text(`${error.message}\n`, isOwn(error) ? 400 : 500));
  return app;
}
