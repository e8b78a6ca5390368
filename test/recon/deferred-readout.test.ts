import { from, lastValueFrom, of, Subject, toArray } from "rxjs";
import { describe, expect, it } from "vitest";
import toBuffer from "../../gadgets/kspace/to-buffer.ts";
import removeOversampling from "../../gadgets/readouts/remove-oversampling.ts";
import { Credit, settleReadouts } from "../../src/chain/index.ts";
import { freshMemory, type Message, type ReconBuffer } from "../../src/gadget-api/index.ts";
import { type Acquisition, AcquisitionHeader } from "../../src/mrd/index.ts";
import { OversamplingRemoval, toImageSpace } from "../../src/numerics/cartesian/index.ts";
import { applyToCoils } from "../../src/numerics/linalg/index.ts";
import { noPool, type WorkPool } from "../../src/pool/index.ts";
import { croppedReadout, imageSpaceOf, mixedReadout } from "../../src/recon/readouts/index.ts";
import { randomComplex, relativeError } from "../numerics/reference.ts";
import { allLines, bucket, encodingOf, headerOf } from "../support/messages.ts";
import { unorderedPool } from "../support/pools.ts";
import { contextOf, parametersOf } from "../support/run-gadget.ts";

const readoutOf = (samples: number, coils: number, seed = 1): Acquisition => ({
  kind: "acquisition",
  header: AcquisitionHeader.of({ numberOfSamples: samples, activeChannels: coils }),
  trajectory: new Float32Array(),
  data: randomComplex(samples * coils, seed),
});
/** With half the samples. */
const cropped = (readout: Acquisition): Acquisition => {
  const samples = readout.header.numberOfSamples;
  const header = readout.header.with({ numberOfSamples: samples / 2 });
  return croppedReadout(readout, { header, trajectory: readout.trajectory }, samples / 2);
};
const removed = (data: Float32Array, samples: number, coils: number) => {
  const removal = new OversamplingRemoval(samples, samples / 2);
  return removal.toKSpace(removal.toImage(data, { coils }), coils);
};

describe("a readout whose work is put off", () => {
  const matrix = randomComplex(4, 2);
  const plain = readoutOf(32, 2);
  const mixed = applyToCoils(matrix, plain.data, 32, new Float32Array(plain.data.length));

  it("has the samples that the work gives, made once", () => {
    const readout = mixedReadout(plain, matrix);
    expect(relativeError(readout.data, mixed)).toBeLessThan(1e-6);
    expect(readout.data).toBe(readout.data);
    expect(imageSpaceOf(readout)).toBeUndefined();
  });

  it.each([
    ["mixed and then cropped", () => cropped(mixedReadout(plain, matrix))],
    ["cropped and then mixed", () => mixedReadout(cropped(plain), matrix)],
    [
      "mixed, looked at, and cropped",
      () => {
        const looked = mixedReadout(plain, matrix);
        expect(looked.data).toHaveLength(plain.data.length);
        return cropped(looked);
      },
    ],
  ])("is the same %s", (_name, make) => {
    const readout = make();
    expect(readout.header.numberOfSamples).toBe(16);
    expect(relativeError(readout.data, removed(mixed, 32, 2))).toBeLessThan(1e-6);
  });

  it("mixes twice where it is asked to", () => {
    const twice = mixedReadout(mixedReadout(plain, matrix), matrix);
    expect(relativeError(twice.data, applyToCoils(matrix, mixed, 32, new Float32Array(mixed.length)))).toBeLessThan(
      1e-6,
    );
  });

  it("loses its image space in a changed copy, whose data it would contradict", () => {
    const readout = cropped(plain);
    expect(imageSpaceOf(readout)).toHaveLength(2 * 16 * 2);
    const copy = { ...readout };
    expect(copy.data).toEqual(readout.data);
    expect(imageSpaceOf(copy)).toBeUndefined();
  });
});

describe("settleReadouts", () => {
  /** Work that is worth a thread. */
  const manyCoils = randomComplex(16 * 16, 3);
  const heavy = (readout: Acquisition) => cropped(mixedReadout(readout, manyCoils));
  const settled = (messages: readonly Message[], pool: WorkPool, reusedMemory = false, credit = new Credit()) =>
    lastValueFrom(
      from(messages).pipe(settleReadouts({ credit, pool, memory: freshMemory() }, { reusedMemory }), toArray()),
    );
  const text = (content: string): Message => ({ kind: "text", text: content });

  it.each([
    ["at once", () => noPool],
    ["by other threads, whatever their order", () => unorderedPool(3)],
  ])("does the work %s, and keeps the order of messages", async (_name, pool) => {
    const raw = Array.from({ length: 100 }, (_, i) => readoutOf(i < 60 ? 32 : 16, 16, i + 1));
    const messages = raw.flatMap((readout, i) => [heavy(readout), ...(i % 10 === 0 ? [text(`${i}`)] : [])]);
    const results = await settled(messages, pool());
    expect(results).toEqual(messages);
    const readouts = results.filter((message) => message.kind === "acquisition");
    raw.forEach(({ data, header }, i) => {
      const samples = header.numberOfSamples;
      const expected = removed(applyToCoils(manyCoils, data, samples, new Float32Array(data.length)), samples, 16);
      expect(relativeError(readouts[i]!.data, expected)).toBeLessThan(1e-6);
    });
  });

  it("does not send away what is little, or comes after a pause", async () => {
    const pool = unorderedPool(1);
    const source = new Subject<Message>();
    const context = { credit: new Credit(), pool, memory: freshMemory() };
    const results = lastValueFrom(source.pipe(settleReadouts(context, { reusedMemory: false }), toArray()));
    for (let i = 0; i < 10; i += 1) source.next(cropped(readoutOf(32, 2)));
    for (let i = 0; i < 3; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      source.next(heavy(readoutOf(32, 16)));
    }
    source.complete();
    expect(await results).toHaveLength(13);
    expect(pool.jobs).toEqual([]);
  });

  it("gives an idle thread what there is, and a busy one larger pieces", async () => {
    const pool = unorderedPool(1);
    await settled(
      Array.from({ length: 40 }, (_, i) => heavy(readoutOf(32, 16, i + 1))),
      pool,
    );
    const readout = 2 * 32 * 16;
    expect(pool.jobs).toEqual([readout, 32 * readout, 7 * readout]);
  });

  it("is done with memory that is used again when it has taken a message", async () => {
    for (const pool of [noPool, unorderedPool(2)]) {
      const data = randomComplex(64, 1);
      const expected = removed(data.slice(), 32, 2);
      const plain = data.slice();
      const source = new Subject<Message>();
      const context = { credit: new Credit(), pool, memory: freshMemory() };
      const results = lastValueFrom(source.pipe(settleReadouts(context, { reusedMemory: true }), toArray()));
      const readout: Acquisition = { ...readoutOf(32, 2), data };
      source.next(cropped(readout));
      source.next(readout);
      data.fill(Number.NaN);
      source.complete();
      const [first, second] = (await results) as Acquisition[];
      expect(relativeError(first!.data, expected)).toBeLessThan(1e-6);
      expect(second!.data).toEqual(plain);
    }
  });

  it("asks for a pause when threads have more than they can do soon, and takes it back", async () => {
    const credit = new Credit();
    const source = new Subject<Message>();
    const context = { credit, pool: unorderedPool(1), memory: freshMemory() };
    const results = lastValueFrom(source.pipe(settleReadouts(context, { reusedMemory: false }), toArray()));
    for (let i = 0; i < 96; i += 1) {
      expect(credit.available()).toBeUndefined();
      source.next(heavy(readoutOf(32, 16)));
    }
    await credit.available();
    source.complete();
    expect(await results).toHaveLength(96);
    expect(credit.available()).toBeUndefined();
  });

  it("fails as the work fails", async () => {
    const pool: WorkPool = { ...noPool, size: 1, run: () => Promise.reject(new Error("a thread died")) };
    await expect(settled([heavy(readoutOf(32, 16))], pool)).rejects.toThrow("a thread died");
  });
});

describe("readouts left in image space", () => {
  const encoding = encodingOf({ encoded: [32, 6, 1], recon: [16, 6, 1] });
  const header = headerOf(encoding);
  const after = removeOversampling.headerAfter(header, {});
  const withoutOversampling = async (readouts: readonly Acquisition[]) => {
    const operator = removeOversampling.create(contextOf(header), {});
    return Promise.all(
      readouts.map(async (readout) => (await lastValueFrom(of(readout).pipe(operator))) as Acquisition),
    );
  };
  const buffered = async (imaging: readonly Acquisition[]) => {
    const operator = toBuffer.create(contextOf(after), parametersOf(toBuffer, {}));
    return (await lastValueFrom(of(bucket(imaging)).pipe(operator))) as ReconBuffer;
  };
  const images = ({ imaging }: ReconBuffer, pixels: number) => {
    const { e0, e1, coils } = imaging.shape;
    const axis = (sampled: number, resampled: number) => ({ sampled, resampled, pixels: resampled });
    return toImageSpace(imaging.data, {
      axes: [axis(e0, pixels), axis(e1, e1), axis(1, 1)],
      count: coils,
      readout: imaging.readout,
    });
  };
  /** The same readouts with nothing but their k-space data. */
  const plain = (readouts: readonly Acquisition[]) => readouts.map((readout) => ({ ...readout }));

  it.each([
    ["of the readout's own size", 16],
    ["resampled to a larger one", 24],
  ])("give the same images, %s", async (_name, pixels) => {
    const readouts = await withoutOversampling(allLines(encoding));
    const [hybrid, ordinary] = [await buffered(readouts), await buffered(plain(readouts))];
    expect([hybrid.imaging.readout, ordinary.imaging.readout]).toEqual(["image", "k-space"]);
    const [found, expected] = [images(hybrid, pixels), images(ordinary, pixels)];
    expected.forEach((value, i) => {
      expect(Math.abs(found[i]! - value)).toBeLessThan(2e-6);
    });
  });

  it("are placed in k-space where one of them was changed", async () => {
    const readouts = await withoutOversampling(allLines(encoding));
    expect((await buffered([...readouts.slice(1), { ...readouts[0]! }])).imaging.readout).toBe("k-space");
  });
});
