import { createHash } from "node:crypto";

/**
 * A unique identifier that is always the same for the same content: `2.25.` and a UUID of version 8 as a number (DICOM
 * PS3.5 B.2), from SHA-256.
 */
export function stableUid(...content: readonly (string | NodeJS.ArrayBufferView)[]): string {
  const hash = createHash("sha256");
  for (const part of content) hash.update(part).update("\0");
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString("hex")}`)}`;
}

/** A text if it is a unique identifier. */
export function validUid(text: string | undefined): string | undefined {
  const trimmed = text?.trim() ?? "";
  return trimmed.length <= 64 && /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/.test(trimmed) ? trimmed : undefined;
}

/** A decimal string: at most 16 characters, as many digits as fit. */
export function decimalString(value: number): string {
  const exact = String(value + 0);
  if (exact.length <= 16) return exact;
  for (let digits = 15; digits > 0; digits -= 1) {
    const fixed = Number(value.toPrecision(digits));
    const text = String(fixed);
    if (text.length <= 16) return text;
  }
  return "0";
}

/** A text of at most so many characters, without the separator of values and control characters. */
export function shortText(text: string | undefined, longest: 16 | 64): string | undefined {
  const clean = text
    ?.replace(/\\/g, "/")
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, longest)
    .trim();
  return clean === "" ? undefined : clean;
}

/** A code string: capitals, digits, spaces and underscores. */
export function codeString(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9_ ]+/g, "_")
    .slice(0, 16)
    .trim();
}

/** A date as `20260314`, from `2026-03-14`. */
export function dateString(text: string | undefined): string | undefined {
  const match = /^\s*(\d{4})-?(\d\d)-?(\d\d)/.exec(text ?? "");
  return match === null ? undefined : match.slice(1).join("");
}

/** A time as `150926.25`, from `15:09:26.25`. */
export function timeString(text: string | undefined): string | undefined {
  const match = /^\s*(\d\d):?(\d\d):?(\d\d)(\.\d{1,6})?/.exec(text ?? "");
  return match === null ? undefined : match.slice(1).join("");
}

/** A time of day as `150926.250000`. */
export function timeOfDay(ms: number): string {
  const twoDigits = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const seconds = ms / 1000;
  const rest = (seconds % 60).toFixed(6).padStart(9, "0");
  return `${twoDigits(seconds / 3600)}${twoDigits((seconds / 60) % 60)}${rest}`;
}
