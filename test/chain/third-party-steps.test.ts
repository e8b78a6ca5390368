import { endWith, finalize, ignoreElements, map, type OperatorFunction, tap } from "rxjs";
import { describe, expect, it } from "vitest";
import { Credit, drive } from "../../src/chain/index.ts";
import { CurrentStep } from "../../src/chain/observe/index.ts";
import { GadgetError, type Message, type MessageKind } from "../../src/gadget-api/index.ts";
import { bucket, buffer, image, imageArray, kSpace, readout, waveform } from "../../src/testing/index.ts";
import { operatorOf, passing, runWith } from "../support/chains.ts";

const all: readonly MessageKind[] = [
  "acquisition",
  "waveform",
  "image",
  "text",
  "bucket",
  "buffer",
  "image-array",
  "dependencies",
  "bypassed",
];

/** Runs one third-party step. @returns its error, or `fine` */
async function outcome(operator: OperatorFunction<Message, unknown>, message: Message, kinds = all): Promise<string> {
  const step = passing("third-party", [message.kind], kinds, operator as OperatorFunction<Message, Message>);
  const end = passing("end", all, [], ignoreElements());
  const results = runWith([step, end], "  - third-party\n  - end\n", [message], {}, { fingerprint: "1" });
  return results.then(
    () => "fine",
    (error: Error) => error.message,
  );
}

const NAME = "chain test, step 1, third-party (test.yaml:3:5)";

describe("a third-party step", () => {
  it.each([
    [
      "throws",
      map((each: { nothing?: string[] }) => each.nothing!.length),
      /at scan counter 1: Cannot read properties of undefined .* \(third-party-steps\.test\.ts:\d+:\d+\)$/,
    ],
    [
      "throws at the end",
      (source: never) =>
        (source as never as import("rxjs").Observable<1>).pipe(
          ignoreElements(),
          endWith(0),
          map(() => {
            throw new Error("no results");
          }),
        ),
      /no results \(third-party-steps\.test\.ts:\d+:\d+\)$/,
    ],
    [
      "throws on completion",
      tap({
        complete: () => {
          throw new Error("at the end");
        },
      }),
      /at the end \(third-party-steps\.test\.ts:\d+:\d+\)$/,
    ],
    [
      "throws what can't be shown",
      map(() => {
        throw Object.create(null);
      }),
      /at scan counter 1: \[Object: null prototype\] \{\}$/,
    ],
    ["produces undefined", map(() => undefined), /it produced undefined, which is not a message$/],
    ["produces null", map(() => null), /it produced null, which is not a message$/],
    ["produces a number", map(() => 3), /it produced 3, which is not a message$/],
  ] as const)("is named if it %s", async (_, operator, message) => {
    const error = await outcome(operator as never, readout());
    expect(error).toContain(NAME);
    expect(error).toMatch(message);
  });

  it("is named without its place if it throws a declared error, which explains itself", async () => {
    const refuse = map(() => {
      throw new GadgetError("not-real", "no real pixels");
    });
    expect(await outcome(refuse, readout())).toMatch(/: no real pixels$/);
  });

  it("is named if it produces an undeclared kind", async () => {
    expect(
      await outcome(
        map(() => image([1])),
        readout(),
        ["acquisition"],
      ),
    ).toBe(`${NAME}, at scan counter 1: it produced a message of kind 'image', but declares only acquisition`);
  });

  it.each([
    ["acquisition", readout(), { header: undefined }, "header is not an AcquisitionHeader"],
    [
      "acquisition",
      readout(),
      { data: new Float32Array(3) },
      "data has 3 elements, but its header or shape announces 64",
    ],
    ["acquisition", readout(), { data: new Float64Array(64) }, "data is not a Float32Array"],
    ["acquisition", readout(), { data: undefined }, "data is not a Float32Array"],
    [
      "acquisition",
      readout(),
      { trajectory: new Float32Array(2) },
      "trajectory has 2 elements, but its header or shape announces 0",
    ],
    [
      "acquisition",
      readout(),
      { header: readout().header.with({ numberOfSamples: 9 }) },
      "data has 64 elements, but its header or shape announces 36",
    ],
    ["waveform", waveform(), { data: new Uint32Array(3) }, "data has 3 elements, but its header or shape announces 4"],
    ["waveform", waveform(), { data: [1, 2, 3, 4] }, "data is not a Uint32Array"],
    ["image", image([1, 2]), { header: {} }, "header is not an ImageHeader"],
    ["image", image([1, 2]), { data: new Float32Array(3) }, "data has 3 elements, but its header or shape announces 2"],
    ["image", image([1, 2]), { data: new Uint16Array(2) }, "data is not an array of its header's data type 5"],
    [
      "image",
      image([1, 2]),
      { header: image([1, 2]).header.with({ dataType: 77 }) },
      "header has the data type 77; it must be 1 to 8",
    ],
    ["image", image([1, 2]), { attributes: { a: 1 } }, "attributes is not a string"],
    [
      "buffer",
      buffer(),
      { imaging: kSpace().with({ samples: new Float32Array(8) }) },
      "imaging.samples has 8 elements, but its header or shape announces 512",
    ],
    [
      "buffer",
      buffer(),
      { imaging: kSpace().with({ headers: [] }) },
      "imaging.headers has 0 elements, but its header or shape announces 8",
    ],
    ["buffer", buffer(), { imaging: undefined }, "imaging is not a KSpace"],
    ["buffer", buffer(), { imaging: { ...kSpace() } }, "imaging is not a KSpace"],
    ["image-array", imageArray(), { shape: undefined }, /^a field is missing: Cannot/],
    [
      "image-array",
      imageArray(),
      { shape: { ...imageArray().shape, y: Number.NaN } },
      "data has 96 elements, but its header or shape announces NaN",
    ],
    ["image-array", imageArray(), { headers: [] }, "headers has 0 elements, but its header or shape announces 1"],
    ["image-array", imageArray(), { attributes: [] }, "attributes has 0 elements, but its header or shape announces 1"],
    ["bucket", readout(), { kind: "bucket", imaging: 3 }, "imaging: imaging is not a list"],
    ["text", readout(), { kind: "text", text: 3 }, "text is not a string"],
    ["dependencies", readout(), { kind: "dependencies" }, "attributes is not a string"],
    [
      "bypassed",
      readout(),
      { kind: "bypassed", image: { ...image([1]), data: new Float32Array(2) } },
      /^data has 2 elements/,
    ],
    ["bucket", readout(), bucket([{ ...readout(), data: new Float32Array(1) }]), /^imaging: data has 1 element/],
  ] as const)("is named if it produces an inconsistent %s (%#)", async (kind, message, changes, reason) => {
    const error = await outcome(
      map(() => ({ ...message, ...changes })),
      readout(),
    );
    const [, reported] = /inconsistent message of kind '[^']*': (.*)$/.exec(error) ?? [];
    expect(error).toContain(`it produced an inconsistent message of kind '${kind}'`);
    if (typeof reason === "string") expect(reported).toBe(reason);
    else expect(reported).toMatch(reason);
  });

  it("passes consistent messages", async () => {
    for (const message of [readout(), waveform(), image([1]), buffer(), imageArray()]) {
      expect(
        await outcome(
          map(() => message),
          readout(),
        ),
      ).toBe("fine");
    }
  });
});

describe("a step that throws when its subscription ends", () => {
  const thrower = passing(
    "thrower",
    ["image"],
    ["image"],
    finalize(() => {
      throw new Error("too late");
    }),
  );
  /** Drives it until the sink fails or the run is aborted. */
  const driven = async (write: () => void, signal: AbortSignal) => {
    const credit = new Credit();
    const operator = await operatorOf([thrower], "  - thrower\n", { credit }, { fingerprint: "1" });
    async function* source() {
      yield [image([1])];
      await new Promise(() => {});
    }
    await drive({
      source: source(),
      operator,
      credit,
      sink: { write, drained: () => undefined },
      signal,
    });
  };

  it("does not replace the original error", async () => {
    const full = () => {
      throw new Error("the sink is full");
    };
    await expect(driven(full, new AbortController().signal)).rejects.toThrow("the sink is full");
    const leaving = new AbortController();
    const gone = () => leaving.abort(new Error("the client disconnected"));
    await expect(driven(gone, leaving.signal)).rejects.toThrow("the client disconnected");
  });
});

describe("CurrentStep", () => {
  it("reports the running step, and the one that started asynchronous work", async () => {
    const names: string[] = [];
    const currentStep = new CurrentStep((name) => names.push(name));
    const later: (string | undefined)[] = [];
    const seen: (string | undefined)[] = [];
    const note = (list: (string | undefined)[]) => list.push(currentStep.current?.name);
    const step = (name: string) =>
      passing(
        name,
        ["image"],
        ["image"],
        tap(() => {
          note(seen);
          setImmediate(() => note(later));
        }),
      );
    await runWith(
      [step("one"), step("two")],
      "  - one\n  - two\n",
      [image([1])],
      { currentStep },
      { fingerprint: "1" },
    );
    await new Promise(setImmediate);
    const expected = ["chain test, step 1, one (test.yaml:3:5)", "chain test, step 2, two (test.yaml:4:5)"];
    expect(names).toEqual(expected);
    expect(seen).toEqual(expected);
    expect(later).toEqual(expected);
    expect(currentStep.current).toBeUndefined();
    expect(currentStep.cell[0]).toBe(0);
  });

  it("is restored when a step throws", async () => {
    const currentStep = new CurrentStep();
    const bad = passing(
      "bad",
      ["image"],
      ["image"],
      finalize(() => {}),
    );
    const worse = passing(
      "worse",
      ["image"],
      ["image"],
      map(() => {
        throw new Error("no");
      }),
    );
    const run = runWith([bad, worse], "  - bad\n  - worse\n", [image([1])], { currentStep }, { fingerprint: "1" });
    await expect(run).rejects.toThrow(/worse/);
    expect(currentStep.cell[0]).toBe(0);
  });
});
