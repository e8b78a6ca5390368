import { describe, expect, it } from "vitest";
import { Protocol } from "../../../src/formats/siemens/protocol/index.ts";
import { protocolText, smallProtocol } from "../../support/siemens-protocol.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const protocolOf = (buffers: Readonly<Record<string, string>>) =>
  new Protocol(new Map(Object.entries(buffers).map(([name, text]) => [name, bytes(text)])));

describe("a protocol in a tree", () => {
  const protocol = protocolOf({ Meas: protocolText(smallProtocol) });

  it("has values by path, in any case", () => {
    expect(protocol.number("MEAS.sKSpace.lBaseResolution")).toBe(8);
    expect(protocol.number("meas.skspace.LBASERESOLUTION")).toBe(8);
    expect(protocol.numbers("MEAS.alTE")).toEqual([3000, 6000, 9000]);
    expect(protocol.number("YAPS.ReconMeasDependencies", 2)).toBe(12);
    expect(protocol.text("MEAS.tSequenceFileName")).toBe("%SiemensSeq%\\gre");
    expect(protocol.number("YAPS.flMagneticFieldStrength")).toBe(2.89362);
  });

  it("has elements of arrays, also of arrays in them", () => {
    const coil = "MEAS.sCoilSelectMeas.aRxCoilSelectData.0.asList.1";
    expect(protocol.text(`${coil}.sCoilElementID.tElement`)).toBe("H2");
    expect(protocol.number(`${coil}.lADCChannelConnected`)).toBe(4);
    expect(protocol.number("MEAS.sSliceArray.asSlice.0.dThickness")).toBe(5);
  });

  it("has nothing where there is nothing", () => {
    for (const path of ["MEAS.sNothing", "MEAS.sSliceArray.asSlice.1.dThickness", "MEAS.alTE.0.x", "X"]) {
      expect(protocol.values(path)).toEqual([]);
    }
    expect(protocol.number("MEAS.tSequenceFileName")).toBeUndefined();
    expect(protocol.text("MEAS")).toBeUndefined();
  });

  it("has the template's value for an element without one", () => {
    const text = '<XProtocol> { <ParamMap.""> { <ParamArray."a"> { <Default> <ParamLong.""> { 3 } { } { 5 } } } }';
    const list = protocolOf({ Meas: text });
    expect([0, 1, 2].map((i) => list.number(`a.${i}`))).toEqual([3, 5, undefined]);
  });

  it("skips what describes the editing of a protocol", () => {
    const text = `<XProtocol> { <Userversion> 1.0 <EVAStringTable> { 2 1 "}{" } <ParamMap.""> {
      <Visible> "true" <ParamLong."a"> { <LimitRange> { 0 5 } <Limit> { { 1 } } <Default> 4 7 }
      <ParamChoice."b"> { <Limit> { "x" "y" } "x" } <Connection."c"> { "p", "q" }
      <Method."d"> { "int32_t" } <ParamArray."e"> { <Default> <ParamMap.""> { <ParamLong."f"> { } } { <Visible> "true" { 1 } } }
      } }`;
    const protocol = protocolOf({ Meas: text });
    expect(protocol.values("a")).toEqual(["7"]);
    expect(protocol.values("b")).toEqual(["x"]);
    expect(protocol.values("c")).toEqual(["p", "q"]);
    expect(protocol.values("e.0.f")).toEqual(["1"]);
  });

  it("is what there is of a truncated text, and never endless", () => {
    const text = protocolText(smallProtocol);
    for (let length = 0; length < text.length; length += 97) protocolOf({ Meas: text.slice(0, length) });
    expect(protocolOf({ Meas: text.slice(0, text.indexOf("alTE")) }).number("MEAS.sKSpace.lPartitions")).toBe(1);
    const deep = `<XProtocol> { ${'<ParamMap."a"> { '.repeat(5000)}`;
    expect(protocolOf({ Meas: deep }).values("a.a")).toEqual([]);
    const nested = `<XProtocol> { <ParamMap."a"> { <ParamArray."b"> { ${"{ ".repeat(5000)} } } }`;
    expect(protocolOf({ Meas: nested }).values("b.0")).toEqual([]);
  });
});

describe("a protocol in lines", () => {
  const lines = [
    "### ASCCONV BEGIN object=MrProtDataImpl@MrProtocolData ###",
    "sKSpace.lBaseResolution\t = \t192",
    "sSliceArray.asSlice[0].dReadoutFOV = 220.5 # mm",
    "alTR.__attribute__.size = 3",
    "alTR[0] = 5000",
    "alTR[2] = 0x10",
    'tProtocolName = ""a name""',
    "alFree[99999999] = 1",
    "### ASCCONV END ###",
    "lContrasts = 5",
  ].join("\n");

  it("has values below MEAS", () => {
    const protocol = protocolOf({ MeasYaps: lines });
    expect(protocol.isEmpty).toBe(false);
    expect(protocol.number("MEAS.sKSpace.lBaseResolution")).toBe(192);
    expect(protocol.number("MEAS.sSliceArray.asSlice.0.dReadoutFOV")).toBe(220.5);
    expect(protocol.numbers("MEAS.alTR")).toEqual([5000, 0, 16]);
    expect(protocol.text("MEAS.tProtocolName")).toBe("a name");
    for (const path of ["MEAS.lContrasts", "MEAS.alFree", "YAPS.iNSet"]) expect(protocol.values(path)).toEqual([]);
  });

  it("is used from Phoenix, too, and below what the tree has", () => {
    expect(protocolOf({ Phoenix: `<XProtocol> { }\n${lines}` }).number("MEAS.sKSpace.lBaseResolution")).toBe(192);
    const both = protocolOf({ Meas: protocolText(smallProtocol), MeasYaps: lines });
    expect(both.number("MEAS.sKSpace.lBaseResolution")).toBe(8);
    expect(protocolOf({}).isEmpty).toBe(true);
  });
});
