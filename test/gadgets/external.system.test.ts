import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import external from "../../gadgets/external/external.ts";
import type { Chain } from "../../src/chain/index.ts";
import type { Image } from "../../src/mrd/index.ts";
import { phantom } from "../../src/simulator/index.ts";
import { image } from "../support/messages.ts";
import { isRunning, until } from "../support/processes.ts";
import { reconstruct } from "../support/reconstruct.ts";
import { run } from "../support/run-gadget.ts";
import { library } from "../support/session.ts";

const folder = mkdtempSync(join(tmpdir(), "larmor-external-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** A chain in a file, as on a server. */
function chainOf(steps: string): Promise<Chain> {
  const path = join(folder, "mine.yaml");
  writeFileSync(path, `description: d\nchain:\n${steps}`);
  return library.read(path);
}

const { header } = phantom({ matrix: 16, matrixY: 12, coils: 3, repetitions: 2, noiseReadouts: 4 });

/** An image without its provenance. */
function essence({ header: described, data }: Image): string {
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const { bytes } = described.with({ attributeStringLen: 0 });
  return createHash("sha256").update(bytes).update(pixels).digest("hex");
}

describe("external", () => {
  it("starts a program in the folder of the chain's file, and ends it with the session", async () => {
    writeFileSync(join(folder, "echo.sh"), 'echo $$ > "$1"; exec cat');
    const note = join(folder, "pid");
    const chain = await chainOf(`  - external: { execute: [sh, ./echo.sh, "${note}"] }\n`);
    const { images } = await reconstruct(chain, header, [image([1, 2])]);
    expect(images.map(essence)).toEqual([image([1, 2])].map(essence));
    await until(() => !isRunning(Number(readFileSync(note, "utf8"))));
  });

  it("may be used twice in a row without a deadlock", async () => {
    const chain = await chainOf("  - external: { execute: [cat] }\n  - external: { execute: [cat] }\n");
    const volume = image(new Float32Array(2 ** 18).fill(1), { matrixSize: [64, 64, 64] });
    const many = Array.from({ length: 24 }, () => volume); // far more than their pipes can buffer
    const { images } = await reconstruct(chain, header, many);
    expect(images.map(essence)).toEqual(many.map(essence));
  });

  it("logs the program's output", async () => {
    const reported: string[] = [];
    const parameters = { execute: ["sh", "-c", "echo ready >&2; cat"] };
    await run(external, "image", [image([1])], { parameters, reported });
    await until(() => reported.length > 0);
    expect(reported).toEqual(["debug: ready"]);
  });
});
