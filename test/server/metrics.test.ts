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

it("shows which process serves a session, and how many it has served", async () => {
  const metrics = new Metrics("1.2.3", status);
  const started = (session: number, pid: number, sessionOfProcess: number) =>
    metrics.started({ session, peer: undefined, waitedSeconds: 0, pid, sessionOfProcess });
  started(1, 100, 1);
  metrics.ended(1, false);
  started(2, 100, 2);
  started(3, 100, 3); // its process may not serve it, and another one takes it over
  started(3, 200, 1);
  const { text } = await metrics.text();
  expect(text.match(/^larmor_session.*_process.*$/gm)).toEqual([
    'larmor_session_of_process{session="2",pid="100"} 2',
    'larmor_session_of_process{session="3",pid="200"} 1',
  ]);
  expect(text).toMatch(/^larmor_sessions_total 3$/m);
  expect(text).toMatch(/^larmor_sessions_reused_total 2$/m);
});
