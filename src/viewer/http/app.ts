import { Hono } from "hono";
import type { About, Area } from "../api/index.ts";
import { type AccessOptions, access } from "./access.ts";
import { answerError } from "./error-answer.ts";
import { servePage } from "./static-page.ts";

export interface ViewerAppOptions extends AccessOptions {
  readonly version: string;
  /** Folder of the built page. */
  readonly page: string;
  /** The areas that the page shows, in their order, and what each requests below `/api`. */
  readonly areas: Partial<Readonly<Record<Area, Hono>>>;
  /** What answers all other requests below `/api`. */
  readonly others?: Hono | undefined;
  /** Whether these show the files of a folder. */
  readonly data?: boolean;
}

/** The page and what it requests. */
export function viewerApp({ version, page, areas, others, data = false, ...options }: ViewerAppOptions): Hono {
  const app = new Hono();
  app.use(access(options));
  const about: About = { version, areas: Object.keys(areas) as Area[], data };
  app.get("/api/about", (context) => context.json(about));
  for (const routes of Object.values(areas)) app.route("/api", routes);
  if (others !== undefined) app.route("/api", others);
  servePage(app, page, ["api/about", ...(about.areas[0] === "files" ? ["api/files"] : [])]);
  app.notFound((context) => context.text("there is nothing at this address: open /\n", 404));
  app.onError(answerError);
  return app;
}
