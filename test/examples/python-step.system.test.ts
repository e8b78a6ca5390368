import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { DataType, ImageType } from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { image, readout, waveform } from "../support/messages.ts";
import { skipReason, withReason } from "../support/peers.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { library } from "../support/session.ts";
import { plain } from "../support/wire-samples.ts";

const example = fileURLToPath(new URL("../../examples/python-step/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "larmor-python-step-"));
afterAll(() => rmSync(folder, { recursive: true }));

const reason = skipReason("python3");
describe.skipIf(reason)(withReason("the example of a python script as a step", reason), () => {
  const { header, acquisitions } = phantom({ matrix: 16, matrixY: 12, coils: 2, slices: 2 });

  /** A chain whose only step is a script that uses the example's mrd.py. */
  async function only(script: string) {
    writeFileSync(join(folder, "step.py"), `import sys; sys.path.insert(0, ${JSON.stringify(example)})\n${script}`);
    writeFileSync(
      join(folder, "step.yaml"),
      "description: d\nchain: [external: { execute: [python3, ./step.py], config: mine, parameters: { a: 1 } }]",
    );
    return library.read(join(folder, "step.yaml"));
  }

  it("inverts the images of the chain before it, and reports how many", async () => {
    const inverted = await reconstruct(await library.read(join(example, "python-step.yaml")), header, acquisitions());
    const before = await reconstruct("cartesian", header, acquisitions());
    expect(inverted.images).toHaveLength(2);
    for (const [i, { data, header: described, attributes }] of inverted.images.entries()) {
      const { data: pixels, header: original, attributes: said } = before.images[i]!;
      const most = Math.max(...(pixels as Float32Array));
      expect([...data]).toEqual([...(pixels as Float32Array)].map((pixel) => Math.fround(most - pixel)));
      expect([...described.with({ attributeStringLen: 0 }).bytes]).toEqual([
        ...original.with({ attributeStringLen: 0 }).bytes,
      ]);
      expect(attributes).toContain("<name>LarmorChain</name>");
      expect(said).toContain("<name>LarmorChain</name>");
    }
    expect(inverted.reported).toContain("info: external: 2 images inverted");
  });

  it("passes messages of every kind unchanged", async () => {
    const messages = [
      readout({ trajectory: new Float32Array(32).fill(0.5) }),
      waveform({ channels: 2 }),
      image([1, 2], { dataType: DataType.complexFloat, imageType: ImageType.complex }),
      image([3], { dataType: DataType.ushort, attributes: "<ismrmrdMeta>µ</ismrmrdMeta>" }),
    ];
    const chain = await only("import mrd\ns = mrd.Session()\nfor m in s: s.send(m)\ns.close()");
    const { images } = await reconstruct(chain, header, messages);
    const sized = messages.map((message) =>
      message.kind === "image"
        ? { ...message, header: message.header.with({ attributeStringLen: Buffer.byteLength(message.attributes) }) }
        : message,
    );
    expect(images.map(plain)).toEqual(sized.map(plain));
  });

  it("knows config, header and parameters, and what it prints disturbs nothing", async () => {
    const script =
      "import mrd\ns = mrd.Session()\nprint('hello')\ns.report('WARNING', s.config + s.parameters + s.header[:5])";
    const { reported } = await reconstruct(await only(`${script}\nfor m in s: pass\ns.close()`), header, [image([1])]);
    expect(reported.toSorted()).toEqual([
      "debug: external: hello",
      'warning: external: mine{"parameters":{"a":1}}<?xml',
    ]);
  });

  it("is an error with its traceback where it fails", async () => {
    const chain = await only("import mrd\ns = mrd.Session()\nfor m in s: raise ValueError('no such thing')");
    await expect(reconstruct(chain, header, [image([1])])).rejects.toThrow(
      /^chain step, step 1, external .*the program 'python3' ended with exit code 1; its last lines:\nTraceback.*ValueError: no such thing$/s,
    );
  });
});
