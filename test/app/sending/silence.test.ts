import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SilenceReport } from "../../../src/app/sending/silence.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

it("reports a silence at growing intervals, and again from the start after something has happened", () => {
  const reported: number[] = [];
  const silence = new SilenceReport((seconds) => reported.push(seconds));
  vi.advanceTimersByTime(41_000);
  expect(reported).toEqual([5, 10, 20, 40]);
  silence.moved();
  vi.advanceTimersByTime(4900);
  silence.moved();
  vi.advanceTimersByTime(4900);
  expect(reported).toHaveLength(4);
  vi.advanceTimersByTime(200);
  expect(reported.slice(4)).toEqual([5]);
  silence.stop();
  vi.advanceTimersByTime(100_000);
  expect(reported).toHaveLength(5);
});
