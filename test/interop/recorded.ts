import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** What a client and a server said to each other, as record.ts wrote it down. */
export function recorded(name: string): { readonly client: Buffer; readonly server: Buffer } {
  const bytes = (side: string) => gunzipSync(readFileSync(new URL(`recorded/${name}.${side}.bin.gz`, import.meta.url)));
  return { client: bytes("client"), server: bytes("server") };
}
