import { Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import accumulate from "../../gadgets/kspace/accumulate.ts";
import type { Bucket, Message } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionFlag } from "../../src/mrd/index.ts";
import { triggers } from "../../src/recon/buckets/index.ts";
import { encodingOf, headerOf, noiseReadout, readout } from "../support/messages.ts";
import { contextOf, parametersOf, run } from "../support/run-gadget.ts";

const imaging = (buckets: readonly Bucket[]) =>
  buckets.map((bucket) => bucket.imaging.map(({ header }) => header.scanCounter));
/** Readouts 1, 2, …, of these slices, some with a flag. */
const sliced = (slices: readonly number[], flagged: readonly number[], flag: number = AcquisitionFlag.lastInSlice) =>
  slices.map((slice, i) => readout({ scanCounter: i + 1, slice, flags: flagged.includes(i + 1) ? [flag] : [] }));
const flags = triggers.filter((name) => name.startsWith("lastIn")) as (keyof typeof AcquisitionFlag)[];

describe("accumulate, by a flag,", () => {
  it.each(flags)("closes the bucket with the readout of %s, and the rest at the end", async (trigger) => {
    const readouts = sliced([0, 0, 0, 0, 0], [2, 4], AcquisitionFlag[trigger]);
    expect(imaging(await run(accumulate, "bucket", readouts, { parameters: { trigger } }))).toEqual([
      [1, 2],
      [3, 4],
      [5],
    ]);
  });

  it("closes only the bucket of that readout if readouts are sorted", async () => {
    const parameters = { trigger: "lastInSlice", sort: "slice" };
    const interleaved = sliced([0, 1, 2, 0, 1, 2, 0, 1, 2], [7, 8]);
    expect(imaging(await run(accumulate, "bucket", interleaved, { parameters }))).toEqual([
      [1, 4, 7],
      [2, 5, 8],
      [3, 6, 9],
    ]);
  });

  it("goes on if the flag is set after each line, until the image is complete or another begins", async () => {
    const header = headerOf(encodingOf({ encoded: [8, 4, 2] }));
    const flagged = (changes: Parameters<typeof readout>[0]) =>
      readout({ numberOfSamples: 8, flags: [AcquisitionFlag.lastInSlice], ...changes });
    const plane = (scan: number, lines: number, others = {}) =>
      Array.from({ length: lines }, (_, line) =>
        flagged({ scanCounter: scan + line, kspaceEncodeStep1: line, ...others }),
      );
    const parameters = { trigger: "lastInSlice" };
    const of = async (encoded: readonly [number, number, number], readouts: readonly Acquisition[]) =>
      imaging(await run(accumulate, "bucket", readouts, { parameters, header: headerOf(encodingOf({ encoded })) }));
    expect(await of([8, 4, 1], [...plane(1, 4), ...plane(5, 4)])).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ]);
    expect(await of([8, 4, 1], [...plane(1, 3), ...plane(5, 3, { slice: 1 }), ...plane(9, 2, { slice: 1 })])).toEqual([
      [1, 2, 3],
      [5, 6, 7],
      [9, 10],
    ]);
    const inner = [0, 1, 2, 3].flatMap((kspaceEncodeStep1) =>
      [0, 1].map((kspaceEncodeStep2) =>
        flagged({
          scanCounter: 1 + 2 * kspaceEncodeStep1 + kspaceEncodeStep2,
          kspaceEncodeStep1,
          kspaceEncodeStep2,
          flags: kspaceEncodeStep2 === 1 ? [AcquisitionFlag.lastInSlice] : [],
        }),
      ),
    );
    expect(imaging(await run(accumulate, "bucket", inner, { parameters, header }))).toEqual([[1, 2, 3, 4, 5, 6, 7, 8]]);
    const volume = [...plane(1, 4), ...plane(5, 4, { kspaceEncodeStep2: 1 })];
    expect(await of([8, 4, 2], [...volume, ...volume])).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [1, 2, 3, 4, 5, 6, 7, 8],
    ]);
  });

  it("emits it immediately", () => {
    const source = new Subject<Message>();
    const seen: Message[] = [];
    const operator = accumulate.create(contextOf(), parametersOf(accumulate, { trigger: "lastInSlice" }));
    operator(source).subscribe((message) => seen.push(message));
    for (const each of sliced([0, 0], [2])) source.next(each);
    expect(imaging(seen as Bucket[])).toEqual([[1, 2]]);
  });

  it("frees the memory of the bucket", async () => {
    const parameters = { trigger: "lastInSlice", maxBytes: 4000 }; // two readouts, including memory in addition to their samples
    const buckets = await run(accumulate, "bucket", sliced([0, 0, 0, 0, 0], [2, 4]), { parameters });
    expect(imaging(buckets)).toEqual([[1, 2], [3, 4], [5]]);
    const three = run(accumulate, "bucket", sliced([0, 0, 0], [3]), { parameters });
    await expect(three).rejects.toMatchObject({ code: "bucket-too-large" });
  });

  it("is not affected by noise", async () => {
    const noise = noiseReadout({ scanCounter: 9, flags: [AcquisitionFlag.lastInSlice] });
    const parameters = { trigger: "lastInSlice" };
    const buckets = await run(accumulate, "bucket", [...sliced([0], []), noise, ...sliced([0], [])], { parameters });
    expect(imaging(buckets)).toEqual([[1, 1]]);
  });

  it("reports that it never fires", async () => {
    const reported: string[] = [];
    const attempt = (parameters: object, flagged: readonly number[] = []) =>
      run(accumulate, "bucket", sliced([0, 0, 0], flagged), {
        parameters,
        reported,
      });
    await attempt({ trigger: "lastInSlice" }, [2]);
    await attempt({ trigger: "none" });
    await attempt({ trigger: "count", count: 3 });
    expect(reported).toEqual([]);
    await attempt({ trigger: "lastInSlice" });
    await attempt({ trigger: "count", count: 4 });
    await attempt({ trigger: "repetition" });
    expect(reported).toEqual([
      "warning: trigger 'lastInSlice' never fired: no readout has this flag; images are produced only at the end",
      "warning: trigger 'count' never fired: there are fewer readouts; images are produced only at the end",
    ]);
  });
});
