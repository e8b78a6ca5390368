import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { relativeError } from "../numerics/reference.ts";
import { runPython, skipReason, withReason } from "../support/peers.ts";
import { goldenCases } from "./golden-input.ts";

const folder = fileURLToPath(new URL("./", import.meta.url));

function reference(from: string, name: string): Float32Array {
  const bytes = readFileSync(join(from, `${name}.f32`));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

const missing = skipReason("python");

describe.skipIf(missing)(withReason("the golden references", missing), () => {
  it("equal the output of reference.py", () => {
    const fresh = mkdtempSync(join(tmpdir(), "golden-"));
    try {
      runPython(
        "import runpy, sys; runpy.run_path(sys.argv[1], run_name='reference')['main'](__import__('pathlib').Path(sys.argv[2]))",
        [join(folder, "reference.py"), fresh],
      );
      for (const name of Object.keys(goldenCases)) {
        expect(relativeError(reference(fresh, name), reference(folder, name))).toBeLessThan(1e-7);
      }
    } finally {
      rmSync(fresh, { recursive: true });
    }
  });
});
