import { from, lastValueFrom, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import accumulate from "../../gadgets/kspace/accumulate.ts";
import type { Bucket, Message } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag, type Waveform } from "../../src/mrd/index.ts";
import { heldBytes } from "../../src/recon/buckets/index.ts";
import { counters } from "../../src/recon/readouts/index.ts";
import { noiseReadout, readout, waveform } from "../support/messages.ts";
import { contextOf, expectFailure, parametersOf, run } from "../support/run-gadget.ts";

const collect = (messages: readonly Message[], parameters = {}) => run(accumulate, "bucket", messages, { parameters });
const scans = (readouts: readonly Acquisition[]) => readouts.map(({ header }) => header.scanCounter);
const times = (waveforms: readonly Waveform[]) => waveforms.map(({ header }) => header.timeStamp);
const imaging = (buckets: readonly Bucket[]) => buckets.map((bucket) => scans(bucket.imaging));

/** Readouts 1, 2, … with the given values of a counter. */
const counting = (counter: string, values: readonly number[]) =>
  values.map((value, i) => {
    const user = Array.from({ length: 8 }, (_, k) => (counter === `user_${k}` ? value : 0));
    return readout({ scanCounter: i + 1, ...(counter.startsWith("user_") ? { user } : { [counter]: value }) });
  });
const flagged = (scanCounter: number, ...flags: (keyof typeof AcquisitionFlag)[]) =>
  readout({ scanCounter, flags: flags.map((name) => AcquisitionFlag[name]) });

describe("accumulate", () => {
  it.each(counters)("closes a bucket when %s changes, in either direction, and at the end", async (trigger) => {
    const buckets = await collect(counting(trigger, [0, 0, 2, 1, 1]), { trigger });
    expect(imaging(buckets)).toEqual([[1, 2], [3], [4, 5]]);
  });

  it.each(counters)("divides a bucket by %s, in the counter's order", async (sort) => {
    const buckets = await collect(counting(sort, [300, 2, 10, 2]), { sort });
    expect(imaging(buckets)).toEqual([[2, 4], [3], [1]]);
  });

  it("closes only at the end without a trigger", async () => {
    expect(imaging(await collect(counting("repetition", [0, 1, 2])))).toEqual([[1, 2, 3]]);
  });

  it("closes after every `count` readouts, and the rest at the end", async () => {
    const buckets = await collect(counting("slice", [0, 1, 2, 3, 4]), { trigger: "count", count: 2 });
    expect(imaging(buckets)).toEqual([[1, 2], [3, 4], [5]]);
  });

  it("emits no empty bucket if the last readout filled one", async () => {
    expect(await collect(counting("slice", [0, 1]), { trigger: "count", count: 1 })).toHaveLength(2);
  });

  it("emits a bucket as soon as the trigger allows, not at the end", () => {
    const source = new Subject<Message>();
    const seen: number[][] = [];
    const operator = accumulate.create(contextOf(), parametersOf(accumulate, { trigger: "repetition" }));
    operator(source).subscribe((bucket) => seen.push(scans((bucket as Bucket).imaging)));
    const [one, two, three] = counting("repetition", [0, 0, 1]);
    source.next(one!);
    source.next(two!);
    expect(seen).toEqual([]);
    source.next(three!);
    expect(seen).toEqual([[1, 2]]);
  });

  it("drops noise, which neither triggers nor counts", async () => {
    const messages = [readout(), noiseReadout({ scanCounter: 2, repetition: 1 }), readout({ scanCounter: 3 })];
    expect(imaging(await collect(messages, { trigger: "repetition" }))).toEqual([[1, 3]]);
    expect(imaging(await collect(messages, { trigger: "count", count: 2 }))).toEqual([[1, 3]]);
  });

  it("separates reference readouts, with those of both purposes in both lists", async () => {
    const [bucket] = await collect([
      readout(),
      flagged(2, "parallelCalibration"),
      flagged(3, "parallelCalibrationAndImaging"),
      flagged(4, "parallelCalibration", "parallelCalibrationAndImaging"),
    ]);
    expect(scans(bucket!.imaging)).toEqual([1, 3, 4]);
    expect(scans(bucket!.reference)).toEqual([2, 3, 4]);
  });

  it.each([
    "navigationData",
    "phaseCorrectionData",
    "hpFeedbackData",
    "dummyScanData",
    "rtFeedbackData",
    "surfaceCoilCorrectionScanData",
    "phaseStabilizationReference",
    "phaseStabilization",
  ] as const)("keeps %s out of images, in calibration too", async (flag) => {
    const [bucket] = await collect([readout(), flagged(2, flag), flagged(3, flag, "parallelCalibration")]);
    expect(scans(bucket!.imaging)).toEqual([1]);
    expect(bucket!.reference).toEqual([]);
    expect(scans(bucket!.auxiliary)).toEqual([2, 3]);
  });

  describe("waveforms", () => {
    const at = (timeStamp: number) => waveform({ timeStamp });
    const readoutsAt = (counter: "repetition" | "slice", ...values: (readonly [number, number])[]) =>
      values.map(([value, acquisitionTimeStamp], i) =>
        readout({ scanCounter: i + 1, [counter]: value, acquisitionTimeStamp }),
      );
    const dealt = async (messages: (Acquisition | Waveform)[], parameters: object) =>
      (await collect(messages, parameters)).map((bucket) => times(bucket.waveforms));
    const [one, two, three, four] = readoutsAt("repetition", [0, 10], [0, 20], [1, 30], [1, 40]);
    const waveforms = [at(5), at(10), at(20), at(21), at(40), at(50)];
    const byTime = [
      [5, 10, 20],
      [21, 40, 50],
    ];

    it("belong to the bucket of their time when they arrive in between", async () => {
      const [a, b, c, d, e, f] = waveforms;
      const sent = [a!, b!, one!, c!, two!, d!, three!, e!, four!, f!];
      expect(await dealt(sent, { trigger: "repetition" })).toEqual(byTime);
    });

    it("and when they all arrive first, as FIRE's client sends them", async () => {
      expect(await dealt([...waveforms, one!, two!, three!, four!], { trigger: "repetition" })).toEqual(byTime);
    });

    it("are divided among buckets that close together", async () => {
      const readouts = readoutsAt("slice", [0, 10], [1, 20], [0, 30], [1, 40]);
      expect(await dealt([...readouts, ...waveforms], { sort: "slice" })).toEqual([
        [5, 10, 21],
        [20, 40, 50],
      ]);
    });

    it("belong to the bucket with which they arrive if readouts have no time stamps", async () => {
      const [a, b] = readoutsAt("repetition", [0, 0], [1, 0]);
      expect(await dealt([at(1), at(2), a!, at(3), b!, at(4)], { trigger: "repetition" })).toEqual([[1, 2, 3], [4]]);
    });

    it("that are later than the last of counted buckets belong to none, which is reported", async () => {
      const reported: string[] = [];
      const parameters = { trigger: "count", count: 1 };
      const sent = [one!, at(11), two!, at(99)];
      const buckets = await run(accumulate, "bucket", sent, { parameters, reported });
      expect(buckets.map((bucket) => times(bucket.waveforms))).toEqual([[], [11]]);
      expect(reported).toEqual(["info: 1 waveform is later than all readouts, and belongs to no image"]);
    });

    it("are forwarded as they arrive if requested", async () => {
      const sent = [at(1), one!, at(15), two!];
      const operator = accumulate.create(contextOf(), parametersOf(accumulate, { forwardWaveforms: true }));
      const outputs = await lastValueFrom(from(sent).pipe(operator, toArray()));
      expect(outputs.map(({ kind }) => kind)).toEqual(["waveform", "waveform", "bucket"]);
      expect(outputs[0]).toBe(sent[0]);
      expect(times((outputs[2] as Bucket).waveforms)).toEqual([1, 15]);
    });
  });

  it("reports how many noise readouts were not consumed", async () => {
    const reported: string[] = [];
    await run(accumulate, "bucket", [noiseReadout(), noiseReadout(), readout()], { reported });
    expect(reported).toEqual(["info: 2 noise readouts are not used: no step before this one took them"]);
  });

  it("emits the same readout objects", async () => {
    const sent = readout();
    expect((await collect([sent]))[0]!.imaging[0]).toBe(sent);
  });

  describe("with a memory limit", () => {
    const readouts = counting("repetition", [0, 0, 1, 1]);
    const maxBytes = 2 * heldBytes(readouts[0]!);

    it("holds that much, and starts again from zero after each trigger", async () => {
      expect(await collect(readouts, { trigger: "repetition", maxBytes })).toHaveLength(2);
    });

    it("refuses more, with advice", () =>
      expectFailure(
        accumulate,
        readouts,
        "bucket-too-large",
        /more than the limit of \d+; choose a trigger .*maxBytes/,
        {
          parameters: { maxBytes },
        },
      ));

    it("holds no more than the session's memory allows, and says so", async () => {
      const operator = accumulate.create({ ...contextOf(), maxBytes: maxBytes }, parametersOf(accumulate, {}));
      await expect(lastValueFrom(from(readouts).pipe(operator))).rejects.toThrow(
        `the data of a bucket: ${heldBytes(readouts[0]!) * 3} bytes, more than the limit of ${maxBytes}; choose a trigger that fires ` +
          "earlier than 'none', or raise a server's --session-memory",
      );
    });

    it("counts readouts without samples", () =>
      expectFailure(
        accumulate,
        Array.from({ length: 9 }, () => readout({ numberOfSamples: 0 })),
        "bucket-too-large",
        /maxBytes/,
        { parameters: { maxBytes: 8 * 1600 } },
      ));

    it("counts waveforms, those before the first readout and empty ones too", () =>
      expectFailure(
        accumulate,
        Array.from({ length: 30 }, () => waveform({ numberOfSamples: 0 })),
        "bucket-too-large",
        /maxBytes/,
        { parameters: { maxBytes } },
      ));
  });
});
