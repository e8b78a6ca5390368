import { afterEach, expect, it, vi } from "vitest";
import { Metrics, renderPage } from "../../src/server/http/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
});
const status = () => ({ blocker: undefined, running: 0, waiting: 0, maxSessions: 4 });

it("metrics without those of the process are served if the system does not report them", async () => {
  vi.spyOn(process, "memoryUsage").mockImplementation(() => {
    throw new Error("no /proc");
  });
  const page = await renderPage("/metrics", new Metrics("1.2.3", status), status);
  expect(page.status).toBe(200);
  expect(page.text).toMatch(/^larmor_sessions_most 4$/m);
});

it("a page that can't be rendered says why", async () => {
  const broken = () => {
    throw new Error("no status");
  };
  const page = await renderPage("/readyz", new Metrics("1.2.3", status), broken);
  expect(page).toMatchObject({ status: 500, text: "not available: no status\n" });
});
