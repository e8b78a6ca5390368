import { expect, it } from "vitest";
import { isReport } from "../../src/server/supervisor/observer.ts";

const numbers = { readouts: 1, waveforms: 0, images: 0, sent: 1, bytesRead: 9, bytesWritten: 9, residentBytes: 9 };
const report = { ...numbers, chain: "default", stepSeconds: { fft: 0.5 }, errors: {} };

it("a report is valid if all its counts are numbers: a gadget may send anything", () => {
  expect(isReport(report)).toBe(true);
  expect(isReport({ ...report, chain: undefined })).toBe(true);
  for (const name of Object.keys(numbers)) {
    expect(isReport({ ...report, [name]: undefined }), name).toBe(false);
    expect(isReport({ ...report, [name]: Number.NaN }), name).toBe(false);
  }
  for (const wrong of [{ fft: "long" }, null, undefined, 3]) {
    expect(isReport({ ...report, stepSeconds: wrong })).toBe(false);
    expect(isReport({ ...report, errors: wrong })).toBe(false);
  }
  for (const nothing of ["ready", null, undefined, 7]) expect(isReport(nothing)).toBe(false);
});
