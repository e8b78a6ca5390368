import { expect, it } from "vitest";
import { LiveSession, type SessionObserver } from "../../src/session/index.ts";
import { parseReport } from "../../src/viewer/live/report.ts";
import { converse, images } from "../support/session.ts";
import { smallHeader, smallReadouts } from "../support/small-measurement.ts";
import { close, configFile, text } from "../support/wire-bytes.ts";

const subject = "<subjectInformation><patientName>Doe</patientName><patientID>7</patientID></subjectInformation>";

/** Serves a measurement of one image, observed. @param header none if it is empty */
async function observed({ showPatient = false, isWatched = true, header = smallHeader() }) {
  const live = new LiveSession({ showPatient });
  live.isWatched = isWatched;
  const observer: SessionObserver = { live, begin: () => {}, end: () => {} };
  const before = live.takeDetail();
  const received = await converse([configFile("default"), text(3, header), ...smallReadouts(), close], { observer });
  return { live, before, detail: live.takeDetail(), received };
}

const indicesOf = (live: LiveSession) => {
  const indices: number[] = [];
  live.images.takeAll(({ index }) => indices.push(index));
  return indices;
};

it("counts lines, and what each step has done", async () => {
  const { live, before, detail, received } = await observed({});
  expect(images(received)).toHaveLength(1);
  expect(before).toEqual({ lines: 0, cpuSeconds: expect.any(Number) });
  expect(detail).toMatchObject({ lines: 8, expectedLines: 8, kSpace: [{ e1: 8, lines: 8 }] });
  expect(detail.steps!.map(({ gadget }) => gadget)).toContain("remove-oversampling");
  expect(detail.steps!.at(-1)).toMatchObject({ gadget: "results", took: 1 });
  expect(detail).not.toHaveProperty("patient");
  expect(parseReport(JSON.stringify({ detail }))).toBeDefined();
  expect(live.takeDetail()).not.toHaveProperty("kSpace"); // it has not changed
  expect(indicesOf(live)).toEqual([images(received)[0]!.header.imageIndex]);
});

it("looks at no image of a session that no browser watches", async () => {
  const { live, detail } = await observed({ isWatched: false });
  expect(detail.lines).toBe(8);
  expect(indicesOf(live)).toEqual([]);
});

it("names the patient only where it may", async () => {
  const header = smallHeader().replace("<measurementInformation>", `${subject}<measurementInformation>`);
  expect((await observed({ header, showPatient: true })).detail.patient).toBe("Doe, 7");
  expect((await observed({ header })).detail).not.toHaveProperty("patient");
});

it("leaves it to the run to report what is wrong with a header", async () => {
  const { live } = await observed({ header: "<ismrmrdHeader><encoding></ismrmrdHeader>" });
  expect(live.takeDetail()).toMatchObject({ lines: 0 });
});

it("shows the standard deviation of each coil's noise", () => {
  const live = new LiveSession({ showPatient: false });
  const covariance = Float64Array.of(4, 0, 9, 9, 9, -9, 0.25, 0);
  const record = { measurementId: "n", coils: 2, dwellUs: 5, bandwidth: undefined, samples: 100, covariance };
  live.noise({ ...record, coilNames: ["head"] });
  expect(live.takeDetail().noise).toEqual([
    { coil: "head", level: 2 },
    { coil: "1", level: 0.5 },
  ]);
});
