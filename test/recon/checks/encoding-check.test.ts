import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Acquisition } from "../../../src/mrd/index.ts";
import { EncodingCheck } from "../../../src/recon/checks/encoding-check.ts";
import { encodingOf, headerOf, readout } from "../../support/messages.ts";

const encoding = headerOf(
  encodingOf({
    encodingLimits: {
      kspaceEncodingStep1: { minimum: 0, maximum: 7, center: 4 },
      slice: { minimum: 0, maximum: 0, center: 0 },
    },
  }),
).encoding[0]!;

/** Mostly plain lines in runs, with everything that a check judges. */
const readouts = fc.array(
  fc.record({
    line: fc.nat(9),
    fields: fc.oneof(
      { weight: 6, arbitrary: fc.constant({}) },
      fc.constantFrom(
        { contrast: 1 },
        { slice: 1 },
        { flags: [22] },
        { flags: [7] },
        { centerSample: 0 },
        { encodingSpaceRef: 1 },
        { trajectoryDimensions: 1, trajectory: Float32Array.from({ length: 16 }, (_, i) => 8 - i) },
      ),
    ),
    reversed: fc.constantFrom(undefined, undefined, undefined, true as const),
  }),
  { maxLength: 40 },
);

describe("runs of readouts", () => {
  it.each([
    ["before the centre is found", false],
    ["afterwards", true],
  ])("are judged like the same readouts one by one, %s", (_, isFound) => {
    fc.assert(
      fc.property(readouts, (all) => {
        const messages = all.map(({ line, fields, reversed }, scanCounter): Acquisition => {
          const plain = readout({ scanCounter, kspaceEncodeStep1: line, centerSample: 8, ...fields });
          return { ...plain, ...(reversed && { reversed }) };
        });
        const single = checkWithCenter(isFound);
        const runs = checkWithCenter(isFound);
        for (const message of messages) single.addImaging(message);
        for (let i = 0; i < messages.length; ) {
          const next = runs.addRun(messages, i);
          expect(next).toBeGreaterThan(i);
          i = next;
        }
        expect(stateOf(runs)).toEqual(stateOf(single));
      }),
    );
  });
});

function checkWithCenter(isFound: boolean): EncodingCheck {
  const check = new EncodingCheck(encoding, 0);
  if (!isFound) return check;
  for (let line = 0; line < 8; line += 1) {
    const plain = readout({ kspaceEncodeStep1: line, centerSample: 8 });
    check.addImaging({ ...plain, data: plain.data.map((value) => (line === 4 ? 100 * value : value)) });
  }
  check.endGroup();
  return check;
}

function stateOf(check: EncodingCheck) {
  const { readouts, refusal, disagreements, counters } = check;
  const { oneLine, swapped, findings } = counters;
  return {
    readouts,
    refusal,
    disagreements,
    strongest: check.strongest("kspaceEncodingStep1"),
    oneLine,
    swapped,
    findings,
  };
}
