import { afterEach, expect, it, vi } from "vitest";
import { SessionReports } from "../../src/app/serving/session-reports.ts";
import { isReport } from "../../src/server/supervisor/observer.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

it("a session without /proc reports all but its memory, and goes on", async () => {
  const sent: unknown[] = [];
  vi.spyOn(process.memoryUsage, "rss").mockImplementation(() => {
    throw Object.assign(new Error("ENOENT: no such file or directory, uv_resident_set_memory"), { code: "ENOENT" });
  });
  const [connected, send] = [process.connected, process.send];
  Object.assign(process, {
    connected: true,
    send: (report: unknown, _socket: unknown, _options: unknown, done: () => void) => {
      sent.push(report);
      done();
    },
  });
  try {
    const reports = new SessionReports();
    const counts = { readouts: 3, waveforms: 0, images: 0, sent: 1, bytesRead: 10, bytesWritten: 20 };
    reports.begin(() => ({ ...counts, chain: "default", stepSeconds: {}, errors: {} }));
    reports.end();
    await reports.sent;
  } finally {
    Object.assign(process, { connected, send });
  }
  expect(sent).toEqual([expect.objectContaining({ readouts: 3, residentBytes: 0 })]);
  expect(sent.every(isReport)).toBe(true);
});
