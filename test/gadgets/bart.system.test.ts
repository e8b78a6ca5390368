import { Subject } from "rxjs";
import { describe, expect, it, vi } from "vitest";
import bart from "../../gadgets/external/bart.ts";
import { Credit } from "../../src/chain/index.ts";
import type { Message, ReconBuffer } from "../../src/gadget-api/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { transformAxis } from "../../src/numerics/fft/index.ts";
import { type PhantomOptions, phantom } from "../../src/simulator/index.ts";
import { relativeError } from "../numerics/reference.ts";
import { buffer, encodingOf, headerOf, imageArray, kSpace } from "../support/messages.ts";
import { skipReason, withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { contextOf, expectFailure, parametersOf, run } from "../support/run-gadget.ts";
import { allSteps, library } from "../support/session.ts";

describe("bart, if it is not installed", () => {
  it("fails when the session starts, with instructions to install it", () => {
    vi.stubEnv("PATH", "");
    expect(() => bart.create(contextOf(), parametersOf(bart, { command: "fft 3" }))).toThrow(
      "the program 'bart' is not on the PATH; install BART: `apt-get install bart`",
    );
    vi.unstubAllEnvs();
  });
});

describe("a chain's step by bart", () => {
  const compile = (parameters: string) =>
    library.compile(`description: d\nchain:\n  - bart: ${parameters}\n`, "test.yaml", allSteps);

  it.each([
    ["{}", "set either 'command' or 'commands'"],
    ["{ command: fft 3, commands: [fft 3] }", "set either 'command' or 'commands'"],
    ["fft 3 'x", "'fft 3 'x': unterminated quote"],
    ["{ command: 'fft {lambda}' }", "'fft {lambda}': {lambda} is unknown"],
  ])("is refused as %s", async (parameters, issue) => {
    await expect(compile(parameters)).rejects.toThrow(issue);
  });

  it("accepts further files only in chains on the server's disk", async () => {
    await expect(compile("{ command: 'fmac {x} {in} {out}', files: { x: /data/x } }")).rejects.toThrow(
      "'files' of 'bart' can be set only by a chain on the server's disk",
    );
  });
});

const reason = skipReason("bart");
describe.skipIf(reason)(withReason("bart", reason), () => {
  const small: PhantomOptions = { matrix: 32, matrixY: 24, coils: 4 };
  const images = async (chain: string, options: PhantomOptions, parameters = {}) => {
    const { header, acquisitions } = phantom({ ...small, ...options });
    return reconstruct(chain, header, acquisitions(), { parameters });
  };
  const error = (image: Image, expected: Image) =>
    relativeError(image.data as Float32Array, Float64Array.from(expected.data));

  it.each<[string, PhantomOptions]>([
    ["a slice", {}],
    ["a volume, prewhitened", { matrix: 16, matrixY: 16, partitions: 6, noiseReadouts: 4 }],
    ["two slices with phase oversampling, interleaved", { slices: 2, interleaved: true, phaseOversampling: 1.5 }],
  ])("yields the images of the built-in transform, of %s", async (_, options) => {
    const [theirs, ours] = [await images("bart-fft", options), await images("cartesian", options)];
    expect(theirs.images).toHaveLength(ours.images.length);
    for (const [i, image] of theirs.images.entries()) {
      expect(error(image, ours.images[i]!)).toBeLessThan(1e-6);
      expect([...image.header.fieldOfView]).toEqual([...ours.images[i]!.header.fieldOfView]);
      expect(image.header.slice).toBe(i);
    }
  });

  it("unfolds undersampled data, with coil maps from the calibration lines", async () => {
    const options = { matrix: 48, matrixY: 48, coils: 8, noiseLevel: 0.005 };
    const undersampled = { ...options, acceleration: 2, calibrationWidth: 16 };
    const whole = await images("cartesian", options);
    const aliased = await images("cartesian", undersampled, { unfold: "off" });
    const { images: unfolded, reported } = await images("bart-pics", undersampled, { iterations: "30" });
    expect(error(aliased.images[0]!, whole.images[0]!)).toBeGreaterThan(0.3);
    expect(unfolded).toHaveLength(2);
    for (const image of unfolded) expect(error(image, whole.images[0]!)).toBeLessThan(0.03);
    expect(reported.filter((line) => line.includes("bart"))).toEqual([]);
  });

  it("uses k-space as the reference if there is none, and reports it once", async () => {
    const reported: string[] = [];
    const parameters = { commands: ["fmac -C {in} {reference} {out}"], returns: "buffer" };
    const [first] = await run(bart, "buffer", [buffer(), buffer(kSpace({}, 2))], { parameters, reported });
    const data = kSpace().gather();
    const squares = data.map((value, i) => (i % 2 === 0 ? value ** 2 + data[i + 1]! ** 2 : 0));
    expect(relativeError(first!.imaging.gather(), Float64Array.from(squares))).toBeLessThan(1e-6);
    expect(reported).toEqual(["info: there is no parallel-imaging reference: the k-space itself is used instead"]);
  });

  it.each([
    ["x", 0],
    ["y", 1],
    ["z", 2],
    ["coils", 3],
    ["n", 10],
    ["s", 11],
    ["slices", 13],
  ] as const)("has our axis %s along BART's dimension %i", async (axis, dimension) => {
    const given = imageArray({ x: 2, y: 3, z: 2, coils: 3, n: 2, s: 3, slices: 2 });
    const [made] = await run(bart, "image-array", [given], { parameters: { command: `flip ${2 ** dimension}` } });
    const { x, y, z, coils, n, s, slices } = given.shape;
    const shape = { x, y, z, coils, n, s, slices };
    const stride = Object.entries(shape)
      .slice(0, Object.keys(shape).indexOf(axis))
      .reduce((product, [, size]) => product * size, 1);
    const expected = Float64Array.from(given.data, (_, i) => {
      const pixel = Math.floor(i / 2);
      const along = Math.floor(pixel / stride) % shape[axis];
      return given.data[2 * (pixel + (shape[axis] - 1 - 2 * along) * stride) + (i % 2)]!;
    });
    expect(Float64Array.from(made!.data)).toEqual(expected);
  });

  it("combines coils of images, and updates their headers", async () => {
    const given = imageArray({ coils: 3, n: 2 });
    const [made] = await run(bart, "image-array", [given], { parameters: { command: "rss 8" } });
    expect(made!.shape).toEqual({ ...given.shape, coils: 1 });
    expect(made!.headers.map(({ channels, repetition }) => [channels, repetition])).toEqual([
      [1, 0],
      [1, 1],
    ]);
  });

  it("receives k-space even if readouts are already in image space", async () => {
    const hybrid = kSpace().with({ readout: "image" });
    const [made] = await run(bart, "buffer", [buffer(hybrid)], {
      parameters: { command: "scale 1", returns: "buffer" },
    });
    const expected = hybrid.gather().slice();
    transformAxis(expected, [16, 16], 0, "forward");
    expect(made!.imaging.readout).toBe("k-space");
    expect(relativeError(made!.imaging.gather(), Float64Array.from(expected))).toBeLessThan(1e-6);
  });

  describe("that returns a buffer", () => {
    const only = async (given: ReconBuffer, command: string) => {
      const [made] = await run(bart, "buffer", [given], { parameters: { command, returns: "buffer" } });
      return made!;
    };
    const undersampled = () => {
      const half = kSpace();
      for (let line = 1; line < 8; line += 2) {
        half.counts[line] = 0;
        for (const coil of [0, 1]) half.gather().fill(0, 32 * (8 * coil + line), 32 * (8 * coil + line + 1));
      }
      return half.with({ acceleration: [2, 1] });
    };

    it("keeps the description of its sampling", async () => {
      const given = buffer(undersampled(), { reference: kSpace({}, 2) });
      const { imaging, reference } = await only(given, "scale 2");
      expect(imaging).toEqual(given.imaging.with({ samples: given.imaging.gather().map((value) => 2 * value) }));
      expect(reference).toBe(given.reference);
    });

    it("is no longer undersampled once the missing lines are filled", async () => {
      const { imaging } = await only(buffer(undersampled()), "fft 2");
      expect(imaging.acceleration).toEqual([1, 1]);
    });

    it("loses the reference if the coils have changed", async () => {
      const given = buffer(kSpace({ coils: 4 }), { reference: kSpace({ coils: 4 }) });
      const { imaging, reference } = await only(given, "cc -p 2 -A");
      expect(imaging.shape).toEqual({ ...given.imaging.shape, coils: 2 });
      expect(reference).toBeUndefined();
    });
  });

  it("may crop images to the recon matrix, with its field of view", async () => {
    const header = headerOf(encodingOf({ encoded: [16, 8, 1], recon: [10, 8, 1] }));
    const parameters = { commands: ["fft -i -u 3", "resize -c 0 10"] };
    const [made] = await run(bart, "image-array", [buffer()], { header, parameters });
    expect([...made!.headers[0]!.matrixSize]).toEqual([10, 8, 1]);
    expect([...made!.headers[0]!.fieldOfView]).toEqual([20, 16, 2]);
  });

  it.each<[string, Message, object, string, RegExp]>([
    ["a matrix of its own", buffer(), { command: "resize 0 7" }, "bad-shape", /^the result is 7 × 8 × 1 .*16 × 8 × 1/],
    [
      "another matrix of images",
      imageArray(),
      { command: "resize 1 7" },
      "bad-shape",
      /^the result is 8 × 7 × 1 of 1 coils?, n 1, s 1, 1 slices?; expected images of 8 × 6 × 1$/,
    ],
    [
      "another matrix of k-space",
      buffer(),
      { command: "resize 1 7", returns: "buffer" },
      "bad-shape",
      /expected k-space of 16 × 8 × 1$/,
    ],
    [
      "fewer images",
      imageArray({ n: 2 }),
      { command: "avg 1024" },
      "bad-shape",
      /as many images as there were, n 2, s 1/,
    ],
    ["several maps", buffer(), { commands: ["repmat 4 2"] }, "bad-result", /Larmor has no axis for MAPS/],
    [
      "an empty array, by mistake",
      buffer(),
      { command: "nosuchthing" },
      "failed",
      /^'bart nosuchthing in out' ended with exit code \d+/,
    ],
    [
      "no reference of images",
      imageArray(),
      { commands: ["fmac {in} {reference} {out}"] },
      "bad-command",
      /put this step directly after `to-buffer`/,
    ],
  ])("that gives %s is an error", async (_, message, parameters, code, text) => {
    await expectFailure(bart, [message], code, text, { parameters });
  });

  it("keeps the order, and pauses its source", async () => {
    const credit = new Credit();
    const context = { ...contextOf(), credit };
    const source = new Subject<Message>();
    const made: Message[] = [];
    const done = new Promise<void>((complete, fail) => {
      bart
        .create(
          context,
          parametersOf(bart, { command: "fft -i 3" }),
        )(source)
        .subscribe({ next: (message) => made.push(message), complete, error: fail });
    });
    source.next(buffer(kSpace({ n: 2 })));
    expect(credit.available()).toBeInstanceOf(Promise);
    source.next(buffer());
    source.complete();
    await done;
    expect(made.map((message) => message.kind === "image-array" && message.shape.n)).toEqual([2, 1]);
  });
});
