import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a gadget `endless` into a folder: at the first readout, it computes for ever and never yields. */
export function writeEndlessGadget(folder: string): void {
  writeFileSync(
    join(folder, "endless.ts"),
    `import { defineGadget } from "larmor/gadget";
import { map } from "rxjs";
export default defineGadget({
  name: "endless", summary: "Never return.", in: ["acquisition"], out: ["acquisition"], parameters: {},
  create: () => map((readout) => { for (;;); return readout; }),
});
`,
  );
}
