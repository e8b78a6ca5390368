import { writeFileSync } from "node:fs";
import { loadStream } from "./bench/feed.ts";
import { serialize } from "./src/mrd/index.ts";

const s = await loadStream(process.argv[2]!);
writeFileSync(
  process.argv[3]!,
  Buffer.concat([
    ...serialize({ kind: "config-file", name: process.argv[4] ?? "default" }),
    s.header,
    ...s.pieces,
    ...serialize({ kind: "close" }),
  ]),
);
