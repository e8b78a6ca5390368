const NAME_BYTES = 64;
const MAGIC = "SV10";

/**
 * Values of one field of Siemens' CSA header (2), which describes mosaics: a list of fields, each with a name of 64 bytes,
 * a number of values, their type and texts of announced lengths, padded to four bytes.
 */
export function csaValues(bytes: Uint8Array | undefined, name: string): string[] {
  if (bytes === undefined) return [];
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.toString("latin1", 0, 4) !== MAGIC || header.length < 16) return [];
  const fields = header.readUInt32LE(8);
  let at = 16;
  for (let field = 0; field < fields && at + NAME_BYTES + 20 <= header.length; field += 1) {
    const [found] = header.toString("latin1", at, at + NAME_BYTES).split("\0");
    const items = header.readUInt32LE(at + NAME_BYTES + 12);
    at += NAME_BYTES + 20;
    const values: string[] = [];
    for (let item = 0; item < items && at + 16 <= header.length; item += 1) {
      const length = header.readUInt32LE(at);
      const text = header
        .toString("latin1", at + 16, at + 16 + length)
        .split("\0")[0]!
        .trim();
      if (text !== "") values.push(text);
      at += 16 + 4 * Math.ceil(length / 4);
    }
    if (found === name) return values;
  }
  return [];
}
