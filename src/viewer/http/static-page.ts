import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Hono } from "hono";

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};

/**
 * Serves the built page, `/` and what it loads, from memory.
 * @param folder of the build
 * @param requests that the page makes first, which browsers then make before they have loaded its modules
 */
export function servePage(app: Hono, folder: string, requests: readonly string[]): void {
  const preload = requests.map((path) => `<${path}>; rel=preload; as=fetch; crossorigin=anonymous`).join(", ");
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const type = types[name.slice(name.lastIndexOf(".") + 1)];
    if (type === undefined) continue;
    const path = name === "index.html" ? "/" : `/${name.replaceAll("\\", "/")}`;
    const content = readFileSync(join(folder, name));
    let body: Buffer<ArrayBuffer> | undefined; // most servers are never asked for it
    app.get(path, (context) => {
      body ??= gzipSync(content);
      return context.body(body, 200, {
        "content-type": type,
        "content-encoding": "gzip",
        "cache-control": "no-cache",
        ...(path === "/" && { link: preload }),
      });
    });
  }
}
