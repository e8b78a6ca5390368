import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Page } from "../../src/server/http/index.ts";
import { pages } from "../../src/server/http/thread/index.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it.each([
  ["/metrics", 1000],
  ["/sessions", 1000],
  ["/healthz", 100],
  ["/readyz", 100],
] as const)("the server is asked for %s once in %d ms, however often it is requested", async (path, ms) => {
  const asked: string[] = [];
  const app = pages(async (each): Promise<Page> => {
    asked.push(each);
    return { status: 200, type: "text/plain", text: `${asked.length}` };
  });
  const get = async () => (await app.request(path)).text();
  expect(await Promise.all(Array.from({ length: 100 }, get))).toEqual(Array.from({ length: 100 }, () => "1"));
  vi.advanceTimersByTime(ms - 1);
  expect(await get()).toBe("1");
  vi.advanceTimersByTime(1);
  expect(await get()).toBe("2");
  expect(asked).toEqual([path, path]);
});

it("a page that is still being rendered is not asked for again", async () => {
  let answer = (_: Page) => {};
  let asked = 0;
  const app = pages(() => {
    asked += 1;
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const requests = [app.request("/metrics"), app.request("/metrics")];
  vi.advanceTimersByTime(10_000);
  requests.push(app.request("/metrics") as Promise<Response>);
  await Promise.resolve();
  answer({ status: 503, type: "text/plain", text: "late" });
  for (const response of await Promise.all(requests)) expect(response.status).toBe(503);
  expect(asked).toBe(1);
});
