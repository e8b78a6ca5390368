import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("../../dist/web/", import.meta.url));
const files = readdirSync(folder).map((name) => ({ name, content: readFileSync(`${folder}${name}`) }));
const kilobytes = (name: (each: string) => boolean) =>
  files.filter((file) => name(file.name)).reduce((sum, { content }) => sum + gzipSync(content).length / 1000, 0);

describe("the built page", () => {
  it("takes 400 kB compressed at most, and 150 kB without the editor", () => {
    expect(kilobytes(() => true)).toBeLessThan(400);
    expect(kilobytes((name) => name !== "editor.js")).toBeLessThan(150);
    expect(kilobytes((name) => name === "editor.js")).toBeGreaterThan(50);
  });

  it("names no address of another server, except for XML namespaces and texts to read", () => {
    const known = [/^http:\/\/www\.w3\.org\/(1999|2000|1998)\//, /^https?:\/\/(127\.0\.0\.1|localhost)/];
    const addresses = files.flatMap(({ name, content }) =>
      [...content.toString().matchAll(/(?:https?|wss?):\/\/[\w.-]+[^\s"'`)]*/g)].map(([address]) => ({
        name,
        address,
      })),
    );
    expect(addresses.filter(({ address }) => !known.some((each) => each.test(address)))).toEqual([]);
  });

  it("loads only files of its own", () => {
    const html = files.find(({ name }) => name === "index.html")!.content.toString();
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
    expect(loaded.filter((path) => path !== "data:,").every((path) => files.some(({ name }) => name === path))).toBe(
      true,
    );
    const styles = files.find(({ name }) => name === "page.css")!.content.toString();
    expect(styles).not.toMatch(/@import|url\((?!["']?data:)/);
  });
});
