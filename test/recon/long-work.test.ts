import { lastValueFrom, of } from "rxjs";
import { describe, expect, it } from "vitest";
import coilCombine from "../../gadgets/coil-images/coil-combine.ts";
import coilPca from "../../gadgets/readouts/coil-pca.ts";
import { codeOf } from "../../src/errors/index.ts";
import type { Gadget, Message } from "../../src/gadget-api/index.ts";
import type { MrdHeader } from "../../src/mrd/index.ts";
import { type AdaptiveWork, adaptiveCombinationSeconds } from "../../src/numerics/coils/index.ts";
import { reportWork } from "../../src/recon/readouts/index.ts";
import { encodingOf, headerOf, imageArray, readout } from "../support/messages.ts";
import { contextOf, parametersOf } from "../support/run-gadget.ts";

function reportsOf(seconds: number): string[] {
  const texts: string[] = [];
  const reportOnce = (_key: string, level: string, line: string) => texts.push(`${level}: ${line}`);
  reportWork({ reportOnce }, { what: "combining 1024 coils", seconds, advice: "use fewer coils" });
  return texts;
}

describe("long work", () => {
  it.each([
    [9, []],
    [58.4, ["warning: combining 1024 coils takes about 58 s on one core; it takes less time to use fewer coils"]],
    [600, ["warning: combining 1024 coils takes about 10 minutes on one core; it takes less time to use fewer coils"]],
  ])("of %d s is reported before it starts if it matters", (seconds, texts) => {
    expect(reportsOf(seconds)).toEqual(texts);
  });

  it("of more than ten minutes is refused", () => {
    let error: unknown;
    try {
      reportsOf(780);
    } catch (thrown) {
      error = thrown;
    }
    expect(codeOf(error)).toBe("gadget/too-much-work");
    expect((error as Error).message).toBe(
      "combining 1024 coils takes about 13 minutes on one core; the limit is 10 minutes: use fewer coils",
    );
  });
});

/** The report, in place of the work, which would take minutes. */
function firstReport(gadget: Gadget, message: Message, parameters: object, header?: MrdHeader): Promise<string> {
  const reportOnce = (_key: string, _level: string, line: string) => {
    throw new Error(line);
  };
  const operator = gadget.create({ ...contextOf(header), reportOnce }, parametersOf(gadget, parameters));
  return lastValueFrom(of(message).pipe(operator)).then(
    () => "",
    ({ message: text }: Error) => text,
  );
}

/** The header of a thin measurement with so many slices. */
function headerWith(slices: number): MrdHeader {
  const encoding = encodingOf({ encoded: [8, 8, 1] });
  const slice = { minimum: 0, maximum: slices - 1, center: 0 };
  return headerOf({ ...encoding, encodingLimits: { ...encoding.encodingLimits, slice } });
}

describe("a thousand coils are reported before the work starts", () => {
  const images = imageArray({ x: 64, y: 96, z: 1, coils: 1024 });
  const many = readout({ activeChannels: 1024, numberOfSamples: 8 });
  const advice = "or reduce the coils first (coil-pca, coil-reduction)";

  it("by coil-combine, if its maps take long", async () => {
    const parameters = { method: "adaptive", maps: "walsh", iterations: 100 };
    expect(await firstReport(coilCombine, images, parameters)).toMatch(
      /^combining 1024 coils of 1 × 64 × 96 × 1 pixels by maps takes about \d minutes on one core; it takes less time to use/,
    );
    expect(await firstReport(coilCombine, images, { ...parameters, kernel: 63 })).toMatch(
      `the limit is 10 minutes: use 'maps: inati' or 'method: rss', ${advice}`,
    );
  });

  it("by coil-pca, for all slices", async () => {
    expect(await firstReport(coilPca, many, {}, headerWith(1))).toMatch(
      /^finding the principal components of 1024 coils in 1 slice takes about 16 s on one core; it takes less time to/,
    );
    expect(await firstReport(coilPca, many, {}, headerWith(64))).toMatch(
      /^finding the principal components of 1024 coils in 64 slices takes about 17 minutes on one core; the limit is/,
    );
  });
});

describe("the estimated time of combining coils", () => {
  const seconds = (work: Partial<AdaptiveWork>, count = 1) =>
    adaptiveCombinationSeconds(
      { size: [64, 8, 1], coils: 256, imagesPerReference: 1, method: "inati", kernel: 7, iterations: 3, ...work },
      count,
    );

  it("grows with images, coils and iterations", () => {
    for (const method of ["inati", "walsh"] as const) {
      expect(seconds({ method }, 3)).toBeCloseTo(3 * seconds({ method }), 9);
      expect(seconds({ method, iterations: 30 })).toBeGreaterThan(seconds({ method }));
      expect(seconds({ method, coils: 512 }) / seconds({ method })).toBeGreaterThan(2);
    }
  });

  it("counts the rims of walsh's tiles, which a kernel makes wider", () => {
    expect(seconds({ method: "walsh", kernel: 31 })).toBeGreaterThan(1.5 * seconds({ method: "walsh" }));
    expect(seconds({ kernel: 31 })).toBe(seconds({}));
  });
});
