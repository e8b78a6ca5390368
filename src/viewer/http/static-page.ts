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
 */
export function servePage(app: Hono, folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const type = types[name.slice(name.lastIndexOf(".") + 1)];
    if (type === undefined) continue;
    const body = gzipSync(readFileSync(join(folder, name)));
    const path = name === "index.html" ? "/" : `/${name.replaceAll("\\", "/")}`;
    app.get(path, (context) =>
      context.body(body, 200, {
        "content-type": type,
        "content-encoding": "gzip",
        "cache-control": "no-cache",
      }),
    );
  }
}
