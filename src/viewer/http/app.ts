import { Hono } from "hono";
import { isOwn } from "../../errors/index.ts";
import type { About, Area } from "../api/index.ts";
import { type AccessOptions, access } from "./access.ts";
import { servePage } from "./static-page.ts";

export interface ViewerAppOptions extends AccessOptions {
  readonly version: string;
  /** Folder of the built page. */
  readonly page: string;
  /** The areas that the page shows, in their order, and what each requests below `/api`. */
  readonly areas: Partial<Readonly<Record<Area, Hono>>>;
}

/** The page and what it requests. */
export function viewerApp({ version, page, areas, ...options }: ViewerAppOptions): Hono {
  const app = new Hono();
  app.use(access(options));
  const about: About = { version, areas: Object.keys(areas) as Area[] };
  app.get("/api/about", (context) => context.json(about));
  for (const routes of Object.values(areas)) app.route("/api", routes);
  servePage(app, page);
  app.notFound((context) => context.text("there is nothing at this address: open /\n", 404));
  app.onError((error, context) => context.text(`${error.message}\n`, isOwn(error) ? 400 : 500));
  return app;
}
