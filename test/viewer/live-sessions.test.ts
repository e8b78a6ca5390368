import { expect, it } from "vitest";
import { type LiveEvent, LiveSessions } from "../../src/viewer/live/live-sessions.ts";
import { parseReport } from "../../src/viewer/live/report.ts";

const progress = { chain: "c", readouts: 0, waveforms: 0, images: 0, sent: 0, bytesRead: 0, bytesWritten: 0 };
const counts = { ...progress, residentBytes: 1, errors: {} };
const image = { series: 0, index: 1, slice: 0, contrast: 0, phase: 0, repetition: 0, set: 0, width: 1, height: 1 };
const gray = { ...image, aspect: 1, format: "gray", minimum: 0, maximum: 1 };
const detail = { lines: 1, cpuSeconds: 0 };

function live() {
  const sessions = new LiveSessions({
    explain: async (code) => (code === "a/b" ? { meaning: "m", remedy: "r" } : undefined),
    changed: () => {},
  });
  const receive = (...events: LiveEvent[]) => {
    for (const event of events) sessions.receive(event);
  };
  const start = (session: number): LiveEvent => ({
    kind: "started",
    started: { session, peer: "::1", waitedSeconds: 0 },
    at: 1000,
  });
  const end = (session: number, died = false): LiveEvent => ({ kind: "ended", session, died, at: 3000 });
  const report = (session: number, value: unknown): LiveEvent => ({
    kind: "live",
    session,
    text: JSON.stringify(value),
  });
  return { sessions, receive, start, end, report };
}

it("computes rates between reports, and none after the end", () => {
  const { sessions, receive, start, end } = live();
  receive(start(1), { kind: "reported", session: 1, report: { ...counts, readouts: 50, bytesRead: 1000 }, at: 1500 });
  expect(sessions.entry(1)!.summary).toMatchObject({ state: "running", readoutsPerSecond: 100, bytesPerSecond: 2000 });
  receive(end(1));
  expect(sessions.entry(1)!.summary).toMatchObject({ state: "done", endedAt: 3000, bytesPerSecond: 0, readouts: 50 });
});

it("knows failures by the log, with their explanation, and processes that died", async () => {
  const { sessions, receive, start, end } = live();
  const line = { time: 1, level: "error", text: "t", code: "a/b", failure: true, session: 99 } as const;
  receive(start(1), start(2), start(3), { kind: "log", line: { ...line, session: 2 } }, end(2), end(3, true));
  receive({ kind: "reported", session: 1, report: { ...counts, errors: { "a/b": 1 } }, at: 1500 });
  await Promise.resolve();
  expect(sessions.entry(1)!.summary.state).toBe("failed");
  expect(sessions.entry(2)!.summary).toMatchObject({
    state: "failed",
    failure: { code: "a/b", text: "t", meaning: "m" },
  });
  expect(sessions.entry(3)!.summary.state).toBe("failed");
  expect(sessions.newest!.summary.session).toBe(3);
});

it("takes a session's own lines for its own, whatever they claim", () => {
  const { sessions, receive, start, report } = live();
  receive(start(1), report(1, { log: [{ time: 1, level: "info", text: "t", session: 7 }] }));
  expect(sessions.log.since(0)).toEqual({ lines: [{ time: 1, level: "info", text: "t", session: 1 }], skipped: 0 });
});

it.each([
  "{",
  "null",
  '"text"',
  JSON.stringify({ detail: { lines: -1, cpuSeconds: 0 } }),
  JSON.stringify({ detail: { ...detail, steps: [{}] } }),
  JSON.stringify({ detail: { ...detail, patient: "x".repeat(501) } }),
  JSON.stringify({ images: [{ ...gray, width: 257, pixels: "" }] }),
  JSON.stringify({ log: [{ time: 1, level: "fatal", text: "" }] }),
])("ignores what is not a report: %s", (text) => {
  expect(parseReport(text)).toBeUndefined();
  const { sessions, receive, start } = live();
  receive(start(1), { kind: "live", session: 1, text }, { kind: "live", session: 2, text: "{}" });
  expect(sessions.entry(1)!.detailVersion).toBe(0);
});

it("keeps what is missing in a report, and the newest images of the right size", () => {
  const { sessions, receive, start, report } = live();
  const pixels = Buffer.from([7]).toString("base64");
  receive(start(1), report(1, { detail: { ...detail, kSpace: [], expectedLines: 5 } }), report(1, { detail }));
  expect(sessions.entry(1)!.detail).toEqual({ ...detail, kSpace: [], expectedLines: 5 });
  receive(report(1, { images: [{ ...gray, pixels: "" }] }));
  expect(sessions.entry(1)!.images).toEqual([]);
  for (let index = 0; index < 20; index += 1) receive(report(1, { images: [{ ...gray, index, pixels }] }));
  const { images } = sessions.entry(1)!;
  expect(images).toHaveLength(12);
  const { frame } = images.at(-1)!;
  const first = 4 + frame.readUInt32LE();
  expect(JSON.parse(frame.subarray(4, first).toString())).toEqual({ ...gray, index: 19, session: 1 });
  expect([...frame.subarray(first)]).toEqual([7]);
});

it("keeps a hundred sessions that have ended, and data of the newest", () => {
  const { sessions, receive, start, end, report } = live();
  for (let session = 1; session <= 150; session += 1) {
    receive(start(session), report(session, { detail: { ...detail, kSpace: [] } }));
    if (session > 1) receive(end(session));
  }
  expect([...sessions.entries]).toHaveLength(101);
  expect(sessions.entry(1)).toBeDefined();
  expect(sessions.entry(2)).toBeUndefined();
});

it("leaves out lines that a browser has missed by far", () => {
  const { sessions } = live();
  for (let time = 0; time < 1500; time += 1) sessions.log.add({ time, level: "info", text: "" });
  const { lines, skipped } = sessions.log.since(100);
  expect([lines.length, skipped, lines.at(-1)!.time]).toEqual([200, 1200, 1499]);
  expect(sessions.log.since(1500)).toEqual({ lines: [], skipped: 0 });
});
