/** Bytes of a client's text that a name takes over: most file systems take names of 255 bytes. */
const LONGEST_TEXT = 100;

/**
 * Name of a file of a session, without its extension: what it is, date and time, session, such as
 * `MRD_input_2026-03-14-150926_session7`. Nothing in it says who was measured.
 */
export function fileName(what: string, date: Date, session: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
  return `${what}_${day}-${time}_session${session}`;
}

/** The name of the first, second, … try, for a file must not be another's: servers may share a folder. */
export function numbered(name: string, extension: string, attempt: number): string {
  return attempt === 1 ? `${name}${extension}` : `${name}_${attempt}${extension}`;
}

/**
 * What a name may hold of a client's text: letters, digits, dots and hyphens, nothing that leads elsewhere or hides a file.
 * @returns an empty text where there is nothing of this kind
 */
export function nameable(text: string): string {
  const plain = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}.-]+/gu, "_")
    .replace(/^[._-]+/, "");
  let name = "";
  for (const character of plain) {
    if (Buffer.byteLength(name + character) > LONGEST_TEXT) break;
    name += character;
  }
  return name;
}
