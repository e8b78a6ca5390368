import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ResultCells, writeRow } from "../../scripts/reliability-table.ts";
import { temporaryPath } from "../formats/mrd-hdf5/fixtures.ts";

const table = `# Title

<!-- results: written by the scripts -->
| what | command | cases | survived | lost | date |
|---|---|---|---|---|---|
| fuzz | \`npm run fuzz\` | 10 | 10 | nothing | 2026-01-01 |
<!-- /results -->

| another | table |
|---|---|
`;
const cells: ResultCells = {
  command: "`npm run crash`",
  cases: "200 kills",
  survived: "200",
  lost: "nothing",
  date: "2026-03-14",
};
const row = "| kill | `npm run crash` | 200 kills | 200 | nothing | 2026-03-14 |";

function document(text = table): string {
  const path = temporaryPath("reliability.md");
  writeFileSync(path, text);
  return path;
}

describe("the table of results", () => {
  it("gets a new row below the others, without other changes", () => {
    const path = document();
    writeRow(path, "kill", cells);
    expect(readFileSync(path, "utf8")).toBe(table.replace("2026-01-01 |\n", `2026-01-01 |\n${row}\n`));
  });

  it("gets a row in place of the earlier one of its script", () => {
    const path = document();
    writeRow(path, "kill", { ...cells, cases: "3 kills", lost: "a\nfile | two" });
    expect(readFileSync(path, "utf8")).toContain("| 3 kills | 200 | a file \\| two |");
    writeRow(path, "fuzz", cells);
    writeRow(path, "kill", cells);
    const rows = readFileSync(path, "utf8").split("\n").slice(5, 7);
    expect(rows).toEqual([row.replace("kill |", "fuzz |"), row]);
  });

  it("is not created in a document without one", () => {
    const path = document("# Title\n");
    expect(() => writeRow(path, "kill", cells)).toThrow(/has no '<!-- results/);
    expect(readFileSync(path, "utf8")).toBe("# Title\n");
  });
});
