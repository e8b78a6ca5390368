const NS_PER_SECOND = 1_000_000_000n;
const MS_PER_DAY = 86_400_000;

/** A date of MRD 2, in days since 1970, as the text of an MRD header: `2026-11-30`. */
export function dateText(days: bigint): string {
  return new Date(Number(days) * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Days since 1970; `undefined` if the text is not a date. */
export function daysOf(text: string): bigint | undefined {
  const [, year, month, day] = text.trim().match(/^(\d{4})-?(\d\d)-?(\d\d)/) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : BigInt(time / MS_PER_DAY);
}

/** A time of MRD 2, in nanoseconds since midnight, as the text of an MRD header: `12:30:05.25`. */
export function timeText(nanoseconds: bigint): string {
  const seconds = nanoseconds / NS_PER_SECOND;
  const [hours, minutes, rest] = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const clock = [hours, minutes, rest].map((part) => String(part).padStart(2, "0")).join(":");
  const fraction = String(nanoseconds % NS_PER_SECOND)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return fraction === "" ? clock : `${clock}.${fraction}`;
}

/** Nanoseconds since midnight; `undefined` if the text is not a time. */
export function nanosecondsOf(text: string): bigint | undefined {
  const found = text.trim().match(/^(\d\d):?(\d\d):?(\d\d)(?:\.(\d{1,9}))?/);
  if (found === null) return undefined;
  const [, hours, minutes, seconds, fraction = ""] = found;
  const whole = (BigInt(hours!) * 60n + BigInt(minutes!)) * 60n + BigInt(seconds!);
  return whole * NS_PER_SECOND + BigInt(fraction.padEnd(9, "0"));
}
