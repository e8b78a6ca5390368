import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** The bytes exchanged by a client and a server, as recorded by record.ts. */
export function recorded(name: string): { readonly client: Buffer; readonly server: Buffer } {
  const bytes = (side: string) => gunzipSync(readFileSync(new URL(`recorded/${name}.${side}.bin.gz`, import.meta.url)));
  return { client: bytes("client"), server: bytes("server") };
}
