import type { ServerStatus } from "../supervisor/supervisor.ts";
import type { Metrics } from "./metrics.ts";

/** What a page shows at one moment; plain data, which is sent to the thread that serves it. */
export interface Page {
  readonly status: 200 | 500 | 503;
  readonly type: string;
  readonly text: string;
}

const PLAIN = "text/plain; charset=utf-8";

type Render = (metrics: Metrics, status: () => ServerStatus) => Page | Promise<Page>;

/**
 * The state of a server for other programs. The pages change nothing, and contain nothing about patients.
 *
 * - `/healthz`: 200 as long as the server runs.
 * - `/readyz`: 200 if it can serve clients; otherwise 503 and the reason.
 * - `/metrics`: for Prometheus.
 * - `/sessions`: the running sessions, as JSON.
 */
const pages = {
  "/healthz": () => ({ status: 200, type: PLAIN, text: "alive\n" }),
  "/readyz": (_, status) => {
    const { blocker } = status();
    if (blocker === undefined) return { status: 200, type: PLAIN, text: "ready\n" };
    return { status: 503, type: PLAIN, text: `not ready: ${blocker}\n` };
  },
  "/metrics": async (metrics) => ({ status: 200, ...(await metrics.text()) }),
  "/sessions": (metrics, status) => {
    const text = JSON.stringify({ ...status(), sessions: metrics.sessions });
    return { status: 200, type: "application/json", text };
  },
} as const satisfies Readonly<Record<string, Render>>;

export type PagePath = keyof typeof pages;
export const pagePaths = Object.keys(pages) as PagePath[];

/** A page as it is now. Never rejects. */
export async function renderPage(path: PagePath, metrics: Metrics, status: () => ServerStatus): Promise<Page> {
  try {
    return await (pages[path] as Render)(metrics, status);
  } catch (error) {
    return { status: 500, type: PLAIN, text: `not available: ${(error as Error).message}\n` };
  }
}
