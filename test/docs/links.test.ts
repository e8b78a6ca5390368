import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { deadLinks } from "./links.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Folders that are installed or built. */
const generated = ["node_modules", "dist", "coverage"];

function documentsIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === ".git" || generated.includes(entry.name) ? [] : documentsIn(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

it.each(documentsIn(""))("%s has no dead link", (document) => {
  expect(deadLinks(root, document, (path) => existsSync(join(root, path)))).toEqual([]);
});
