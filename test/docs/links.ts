import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** Headings as the anchors that links name, as GitHub makes them: repeated ones get a number. */
function anchorsOf(text: string): ReadonlySet<string> {
  const prose = text.replace(/^ *```.*?^ *```/gms, "");
  const counts = new Map<string, number>();
  const anchors = [...prose.matchAll(/^#+ +(.*)$/gm)].map(([, heading]) => {
    const anchor = heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-");
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
  return new Set(anchors);
}

/**
 * Links of a Markdown document, to other documents of the same folder tree, that lead nowhere.
 * @param root of the tree
 * @param document path within it
 * @param isThere whether the tree has a file or folder, by its path
 */
export function deadLinks(root: string, document: string, isThere: (path: string) => boolean): string[] {
  const text = readFileSync(join(root, document), "utf8");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
    ([, inline, defined]) => inline ?? defined!,
  );
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false; // another site
    const [path, anchor] = link.split("#");
    const target = path === "" ? document : normalize(join(dirname(document), path!));
    if (!isThere(target)) return true;
    return anchor !== undefined && !anchorsOf(readFileSync(join(root, target), "utf8")).has(anchor);
  });
}
