/** Maximum bytes of a client's text in a name: most file systems allow names of 255 bytes. */
const LONGEST_TEXT = 100;

/**
 * Name of a file of a session, without its extension: title, date and time, session, such as
 * `MRD_input_2026-03-14-150926_session7`. Nothing in it identifies the patient.
 */
export function fileName(title: string, date: Date, session: number): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
  return `${title}_${day}-${time}_session${session}`;
}

/** The name for the first, second, … attempt: a file must be new, and servers may share a folder. */
export function numbered(name: string, extension: string, attempt: number): string {
  return attempt === 1 ? `${name}${extension}` : `${name}_${attempt}${extension}`;
}

/**
 * Keeps of a client's text what a file name may contain: letters, digits, dots and hyphens, but no path and no leading
 * dot.
 * @returns an empty text if nothing is left
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
