import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHeader, type MrdHeaderInput, parseHeader, userParameter } from "../../src/mrd/index.ts";
import { fullHeader, headers } from "../support/header-samples.ts";

describe("formatHeader", () => {
  it("writes what parseHeader reads back, for every header", () => {
    fc.assert(
      fc.property(headers(), (value) => {
        expect(parseHeader(formatHeader(value))).toStrictEqual(value);
      }),
    );
  });

  it("writes the full header in namespace and order", () => {
    const xml = formatHeader(fullHeader);
    expect(xml).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<ismrmrdHeader xmlns="http:\/\/www.ismrm.org\/ISMRMRD">/,
    );
    expect(xml).toContain("<patientName>Åsa &lt;von&gt; &amp; 李</patientName>");
    expect(xml.indexOf("<subjectInformation>")).toBeLessThan(xml.indexOf("<encoding>"));
    expect(parseHeader(xml)).toStrictEqual(fullHeader);
  });

  it("fills in optional members", () => {
    const spaces = { matrixSize: { x: 8, y: 4, z: 1 }, fieldOfViewMm: { x: 300, y: 150, z: 5 } };
    const input: MrdHeaderInput = {
      encoding: [{ encodedSpace: spaces, reconSpace: spaces, encodingLimits: { slice: { maximum: 3 } } }],
    };
    expect(parseHeader(formatHeader(input))).toStrictEqual({
      encoding: [
        {
          encodedSpace: spaces,
          reconSpace: spaces,
          encodingLimits: { slice: { minimum: 0, maximum: 3, center: 0 } },
        },
      ],
      waveformInformation: [],
    });
  });

  it.each<[MrdHeaderInput, string]>([
    [{ sequenceParameters: { tr: [1, Number.NaN] } }, "sequenceParameters.TR[1]: NaN is not a number"],
    [{ version: 1.5 }, "version: 1.5 is not an integer"],
    [{ acquisitionSystemInformation: { receiverChannels: -1 } }, "receiverChannels: -1 is not an integer from 0"],
    [{ studyInformation: { studyId: "a\u0000" } }, 'studyID: "a\\u0000" is not text that XML can represent'],
    [{ studyInformation: { studyId: "\ud800" } }, "studyID: "],
    [{ encoding: [{}] } as unknown as MrdHeaderInput, "encoding[0].encodedSpace is missing"],
    [{ subjectInformation: { patientGender: "f" } } as unknown as MrdHeaderInput, 'patientGender: "f" is not one of M'],
  ])("refuses a value that its element cannot hold: %#", (value, message) => {
    expect(() => formatHeader(value)).toThrow(expect.objectContaining({ code: "malformed-header" }));
    expect(() => formatHeader(value)).toThrow(message);
  });
});

describe("userParameter", () => {
  const full = parseHeader(formatHeader(fullHeader));

  it.each([
    ["BitsStored", 12],
    ["maxwell", -0.5],
    ["gating", " ecg "],
    ["protocol", "TVJE"],
    ["absent", undefined],
  ])("finds %s among all types", (name, value) => {
    expect(userParameter(full, name)).toBe(value);
  });

  it("finds nothing in a header without user parameters", () => {
    expect(userParameter(parseHeader("<ismrmrdHeader/>"), "BitsStored")).toBeUndefined();
  });
});
