import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { deadLinks } from "./links.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

it("the package has the guides, and no link in them is dead", () => {
  const printed = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    maxBuffer: 1 << 26,
  });
  const [{ files }] = JSON.parse(printed) as [{ files: readonly { readonly path: string }[] }];
  const paths = files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining(["README.md", "docs/cli.md", "docs/gadgets/README.md", "docs/demo.png"]),
  );
  const isThere = (path: string) => paths.some((each) => each === path || each.startsWith(`${path}/`));
  const documents = paths.filter((path) => path.endsWith(".md"));
  const dead = documents.map((document) => [document, deadLinks(root, document, isThere)] as const);
  expect(dead.filter(([, links]) => links.length > 0)).toEqual([]);
});
