import { lastValueFrom, of } from "rxjs";
import { describe, expect, it } from "vitest";
import coilCombine from "../../gadgets/coil-images/coil-combine.ts";
import coilPca from "../../gadgets/readouts/coil-pca.ts";
import { codeOf } from "../../src/errors/index.ts";
import type { Gadget, Message } from "../../src/gadget-api/index.ts";
import type { MrdHeader } from "../../src/mrd/index.ts";
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

  it("of hours is refused", () => {
    let error: unknown;
    try {
      reportsOf(1e5);
    } catch (thrown) {
      error = thrown;
    }
    expect(codeOf(error)).toBe("gadget/too-much-work");
    expect((error as Error).message).toBe(
      "combining 1024 coils takes about 28 hours on one core; the limit is 4 hours: use fewer coils",
    );
  });
});

describe("a thousand coils are reported before the work starts", () => {
  /** The report, in place of the work, which would take minutes. */
  const firstReport = async (gadget: Gadget, message: Message, header?: MrdHeader): Promise<string> => {
    const reportOnce = (_key: string, _level: string, line: string) => {
      throw new Error(line);
    };
    const parameters = parametersOf(gadget, gadget.name === "coil-combine" ? { method: "adaptive" } : {});
    const output = of(message).pipe(gadget.create({ ...contextOf(header), reportOnce }, parameters));
    return lastValueFrom(output).then(
      () => "",
      ({ message: text }: Error) => text,
    );
  };

  it("by coil-combine", async () => {
    const images = imageArray({ x: 64, y: 8, z: 1, coils: 1024 });
    expect(await firstReport(coilCombine, images)).toMatch(
      /^combining 1024 coils of 1 × 64 × 8 × 1 pixels by maps takes about 27 s on one core/,
    );
  });

  it("by coil-pca", async () => {
    const many = readout({ activeChannels: 1024, numberOfSamples: 8 });
    expect(await firstReport(coilPca, many, headerOf(encodingOf({ encoded: [8, 8, 1] })))).toMatch(
      /^finding the principal components of 1024 coils takes about 4 minutes on one core/,
    );
  });
});
