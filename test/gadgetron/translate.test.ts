import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ChainError } from "../../src/chain/text/index.ts";
import { compileText } from "../../src/gadgetron/index.ts";
import { library } from "../support/session.ts";
import { gadget, legacy, version2 } from "./xml.ts";

const translate = (xml: string) => compileText(library, xml, "mine.xml");
const file = (name: string) => readFileSync(new URL(`chains/${name}.xml`, import.meta.url), "utf8");

/** The steps of a translation as a chain in YAML, without defaults. */
async function stepsOf(xml: string): Promise<unknown[]> {
  const { chain } = await translate(xml);
  return chain.steps.map(({ gadget: { name }, written }) =>
    Object.keys(written as object).length === 0 ? name : { [name]: written },
  );
}
async function problemsOf(xml: string): Promise<string[]> {
  const error: unknown = await translate(xml).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ChainError);
  return (error as ChainError).message.split("\n");
}

describe("a chain of Gadgetron", () => {
  it("has one step for the gadgets of several slices, with maps of several images if these have few spokes", async () => {
    const steps = await stepsOf(
      legacy(
        gadget("gpuRadialSensePrepGadget", { profiles_per_frame: "32" }),
        gadget("gpuCgSenseGadget", { sliceno: "0" }),
        gadget("gpuCgSenseGadget", { sliceno: "1" }),
        gadget("ExtractGadget"),
      ),
    );
    expect(steps.slice(3)).toEqual([
      { sense: { mapFrames: 5, method: "cg", iterations: 5 } },
      { extract: { as: ["magnitude"] } },
    ]);
  });

  it("in the older form becomes the same steps, under the names of the classes", async () => {
    const { yaml, warnings } = await translate(file("legacy"));
    expect(yaml).toBe(`# Translated from Gadgetron's XML.
description: Gadgetron's mine.xml.
chain:
  # Noise (NoiseAdjustGadget): no step
  - coil-pca: { uncombinedCoils: [] } # Pca (PCACoilGadget)
  - coil-reduction: { coils: 8 } # Reduce (CoilReductionGadget)
  - remove-oversampling # Crop (RemoveROOversamplingGadget)
  - accumulate: { trigger: repetition, sort: slice } # Collect (AcquisitionAccumulateTriggerGadget)
  - to-buffer: { n: none, s: none, splitSlices: true, ignoreSegment: false, mergeAverages: false } # Place (BucketToBufferGadget)
  - simple-recon # Recon (SimpleReconGadget)
  # Split (ImageArraySplitGadget): no step: \`extract\` produces single images
  - extract: { as: [ magnitude ] } # Extract (ExtractGadget)
  - auto-scale: { value: 1000, bins: 100 } # Scale (AutoScaleGadget)
  - to-fixed-point: { type: ushort, min: 0, max: 2000, offset: 2048 } # Round (FloatToUShortGadget)
  # Finish (ImageFinishGadget): no step: the output of a chain is sent to the client
`);
    expect(warnings).toEqual([
      expect.stringMatching(/^mine\.xml: no effect: noise_dependency_prefix \(line 10\): noise is stored under/),
      "mine.xml: no effect: verbose (line 31): it only monitors Gadgetron",
    ]);
  });

  it("in the newer form becomes Larmor's default", async () => {
    const { chain, warnings } = await translate(file("version-2"));
    const { steps } = await library.find("default");
    // Segments that are not merged give an incomplete image each.
    const shown = ({ gadget, parameters }: (typeof steps)[number]) => [
      gadget.name,
      gadget.name === "to-buffer" ? { ...(parameters as object), ignoreSegment: true } : parameters,
    ];
    expect(chain.steps.map(shown)).toEqual(steps.map(shown));
    expect(warnings).toEqual([]);
  });

  it("that cannot be translated is refused with all problems, in order, at their positions in the XML", async () => {
    expect(await problemsOf(file("untranslatable"))).toEqual([
      "mine.xml:6:5: unknown class RemoveROOversamplingGadgt (gadget 'Crop'); did you mean 'RemoveROOversamplingGadget'?",
      "mine.xml:9:7: unknown property 'triger_dimension' of AcquisitionAccumulateTriggerGadget; did you mean 'trigger_dimension'?",
      expect.stringMatching(
        /^mine\.xml:10:7: 'sorting_dimension' .* is 'kspace_encode_step_1'; it must be one of average,/,
      ),
      "mine.xml:12:5: <parallel>: branches are not translated; write them in YAML (docs/chains.md)",
      "mine.xml:16:5: unknown class CmrCartesianKSpaceBinningCineGadget (gadget 'Grid'); Larmor has no equivalent",
      expect.stringMatching(/^mine\.xml:16:5: known classes: NoiseAdjustGadget, .*, gpuCgSenseGadget$/),
      "mine.xml:19:7: 'real_imag_offset' of ExtractGadget is '7'; only 0 is supported: set an offset in to-fixed-point",
      "mine.xml:20:7: 'extract_phase' of ExtractGadget is 'yes'; it must be one of 0, 1, true, false",
      "mine.xml:21:7: 'extract_mask' refers to 'mask@Nowhere', which has no value",
    ]);
  });

  it("is refused with a suggestion if the common ending of class names is misspelt", async () => {
    const [problem] = await problemsOf(legacy(gadget("AutoScaleGaget"), gadget("ExtractGadget")));
    expect(problem).toMatch(/unknown class AutoScaleGaget.*; did you mean 'AutoScaleGadget'\?$/);
  });

  it("names places of the XML in what is wrong with its steps, and when they run", async () => {
    const odd = legacy(gadget("AutoScaleGadget", { max_value: "-5" }), gadget("SimpleReconGadget"));
    expect(await problemsOf(odd)).toEqual([
      "mine.xml:2:1: AutoScaleGadget, translated: 'value' is -5; it must be above 0",
      "mine.xml:4:1: SimpleReconGadget, translated: 'simple-recon' consumes buffer, but no earlier step produces that",
    ]);
    const { chain } = await translate(file("version-2"));
    expect(chain.steps.map(({ place }) => place)).toEqual(
      [13, 14, 19, 24, 28].map((line, i) => `mine.xml:${line}:${i === 4 ? 9 : 5}`),
    );
    expect(chain.parts.map(({ place }) => place)).toEqual(chain.steps.map(({ place }) => place));
    expect(Object.isFrozen(chain)).toBe(true);
  });

  it("has the name and the hash of its translation", async () => {
    const { chain, yaml } = await translate(file("legacy"));
    expect(chain.name).toBe("mine");
    expect(chain.hash).toBe((await library.compile(yaml)).hash);
  });

  it("in YAML is unchanged", async () => {
    const yaml = "description: mine\nchain: [discard]\n";
    expect(await compileText(library, yaml)).toMatchObject({ yaml, warnings: [], chain: { name: "CONFIG_TEXT" } });
    await expect(compileText(library, "description: mine\nchain: [discrd]\n")).rejects.toThrow(
      /CONFIG_TEXT:2:9: unknown/,
    );
  });

  it("without gadgets drops what comes, as does one whose readouts nothing writes", async () => {
    expect(await stepsOf(legacy())).toEqual(["discard"]);
    expect(await stepsOf(version2())).toEqual(["discard"]);
    const readouts = gadget("RemoveROOversamplingGadget");
    expect(await stepsOf(legacy(readouts))).toEqual(["remove-oversampling", "discard"]);
    const writer = "<writer><classname>GadgetIsmrmrdAcquisitionMessageWriter</classname></writer>";
    expect(await stepsOf(legacy(readouts, writer))).toEqual(["remove-oversampling"]);
    expect(await stepsOf(legacy(writer))).toEqual(["discard"]);
  });

  it("saves its data where a gadget did", async () => {
    const { chain, yaml } = await translate(legacy(gadget("IsmrmrdDumpGadget", { save_xml_header_only: "false" })));
    expect(chain.saves).toEqual(["data"]);
    expect(yaml).toContain("# (IsmrmrdDumpGadget): `save: true` of the chain\n");
    expect(await problemsOf(legacy(gadget("IsmrmrdDumpGadget", { save_xml_header_only: "1" })))).toEqual([
      expect.stringMatching(/'save_xml_header_only' .* is '1'; only false is supported/),
    ]);
  });

  it("works on combined images, as Gadgetron, with one step for the gadgets that prepare and unfold", async () => {
    const chain = version2(
      gadget("AcquisitionAccumulateTriggerGadget"),
      gadget("BucketToBufferGadget"),
      gadget("GenericReconCartesianReferencePrepGadget", { average_all_ref_N: "false", S_for_ref: "2" }),
      gadget("GenericReconCartesianGrappaGadget"),
      gadget("GenericReconPartialFourierHandlingPOCSGadget", { partial_fourier_POCS_iters: "9" }),
      gadget("GenericReconKSpaceFilteringGadget", { filterRO: "None", filterE2: "hanning", filterE2_sigma: "2" }),
      gadget("GenericReconFieldOfViewAdjustmentGadget"),
      gadget("ComplexToFloatGadget"),
    );
    expect(await stepsOf(chain)).toEqual([
      "accumulate",
      { "to-buffer": { splitSlices: false, ignoreSegment: false, mergeAverages: false } },
      { "grappa-unmixing": { n: "each", s: 2, center: "block", threshold: 0.002 } },
      { "image-partial-fourier": { method: "pocs", iterations: 9 } },
      { "image-filter": { sigma: 1, width: 0.15, y: "gaussian" } },
      { "image-filter": { sigma: 2, width: 0.15, z: "hann" } },
      "fov-adjust",
      { extract: { as: ["magnitude"] } },
    ]);
    expect((await translate(chain)).warnings).toEqual([]);
  });

  it("unfolds in real time with one step for its branches", async () => {
    const branch = (part: string, name: string) => `<${part}><classname>${name}</classname></${part}>`;
    const chain = (fanout: string) =>
      version2(
        gadget("SliceAccumulator"),
        `<parallel>${branch("branch", fanout)}<stream key="images">${gadget("ImageAccumulator")}</stream>` +
          `<stream key="weights">${gadget("cpuWeightsCalculator", { block_size_lines: "2" })}</stream>` +
          `${branch("merge", "Unmixing")}</parallel>`,
        gadget("ExtractGadget"),
      );
    expect(await stepsOf(chain("AcquisitionFanout"))).toEqual([
      { accumulate: { trigger: "lastInSlice" } },
      { "to-buffer": { average: "keep-last" } },
      {
        "realtime-unmixing": {
          window: 5,
          steps: 3,
          kernelE1: 2,
          kernelE0: 5,
          lambda: 0.0005,
          overlapping: true,
        },
      },
      { extract: { as: ["magnitude"] } },
    ]);
    expect((await problemsOf(chain("ImageFanout")))[0]).toMatch(/<parallel>: branches are not translated/);
  });
});

describe("texts that are not a chain", () => {
  it.each([
    ["XML that ends too soon", "<configuration>", /^mine\.xml:1:1: this is not well-formed XML: /],
    ["another root", "<?xml version='1.0'?>\n<chain/>", /^mine\.xml:2:1: <chain> is not a Gadgetron chain: expected/],
    ["another version", "<configuration><version>3</version></configuration>", /needs <version>2<\/version>, not '3'/],
    ["a DOCTYPE", "<!DOCTYPE x [<!ENTITY a 'b'>]>\n<configuration/>", /^mine\.xml:1:1: a DOCTYPE is not accepted/],
    ["no element", "<!-- nothing -->", /^mine\.xml:1:1: this is not well-formed XML: Start tag/],
    ["elements without end", "<a>".repeat(50) + "</a>".repeat(50), /this XML is not acceptable/],
    ["a gadget without a class", legacy("<gadget><name>A</name></gadget>"), /:2:1: gadget 'A' has no <classname>/],
    [
      "half a property",
      legacy(gadget("FFTGadget").replace("</gadget>", "<property name='b'/></gadget>")),
      /needs a name and a value/,
    ],
    ["an unknown node", version2("<stage/>"), /<stage>: unknown node/],
    ["a step elsewhere", version2("<external/>"), /<external>: steps in other processes are not translated/],
    ["distribution", version2("<distributed/>"), /<distributed>: distribution over several servers/],
  ])("%s", async (_, xml, expected) => {
    expect((await problemsOf(xml))[0]).toMatch(expected);
  });

  it("may begin with a byte order mark and blanks, and prefix their elements", async () => {
    expect(await stepsOf(`\uFEFF\n${legacy()}`)).toEqual(["discard"]);
    expect(await stepsOf('<g:configuration xmlns:g="x"><g:version> 2 </g:version></g:configuration>')).toEqual([
      "discard",
    ]);
  });
});

describe("values that refer to others", () => {
  const reduced = (coils: string, ...others: string[]) =>
    legacy(
      `<gadget><name>Reduce</name><classname>CoilReductionGadget</classname>${property("coils_out", coils)}</gadget>`,
      ...others,
    );
  const property = (name: string, value: string) => `<property><name>${name}</name><value>${value}</value></property>`;
  const other = (name: string, value: string) =>
    `<gadget><name>${name}</name><classname>CoilReductionGadget</classname>${property("coils_out", value)}</gadget>`;

  it("get theirs, over as many steps as it takes", async () => {
    const chain = reduced("coils_out@B", other("A", "5"), other("B", "coils_out@A"));
    expect(await stepsOf(chain)).toEqual([...[5, 5, 5].map((coils) => ({ "coil-reduction": { coils } })), "discard"]);
  });

  it("are refused where they lead in a circle", async () => {
    expect(await problemsOf(reduced("coils_out@A", other("A", "coils_out@Reduce")))).toHaveLength(2);
  });
});

describe("whatever an XML holds", () => {
  const part = fc.constantFrom(
    ..."\n \r \u0085 \u2028 # \" ' { } , | &a *a --- $p !!js x".split(" "),
    "  - external: { execute: [sh] }",
    "%YAML 1.1",
    ": ",
    " ",
  );
  const hostile = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(""));
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

  it("its YAML has the steps of its classes, and no others", async () => {
    let translated = 0;
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (name, value) => {
        const query = `<gadget><name>${escaped(name)}</name><classname>DependencyQueryGadget</classname>
          <property name="noise_dependency_prefix" value="${escaped(value)}"/></gadget>`;
        const { yaml } = await translate(legacy(query)).catch(() => ({ yaml: undefined }));
        if (yaml === undefined) return; // refused
        translated += 1;
        const { chain } = parse(yaml) as { chain: readonly unknown[] };
        const named = chain.map((step) => (typeof step === "string" ? step : Object.keys(step as object)[0]));
        expect(named).toEqual(["noise-list"]);
      }),
      { numRuns: 60 },
    );
    expect(translated).toBeGreaterThan(20);
  });

  it.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "%s is not a class, property or node",
    async (name) => {
      const before = Object.getOwnPropertyNames(Object.prototype);
      expect((await problemsOf(legacy(gadget(name))))[0]).toContain(`unknown class ${name}`);
      expect((await problemsOf(legacy(gadget("ExtractGadget", { [name]: "1" }))))[0]).toContain(name);
      expect(await problemsOf(version2(`<${name}>1</${name}>`))).not.toEqual([]);
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    },
  );
});
