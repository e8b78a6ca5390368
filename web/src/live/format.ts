/** `12.3 MB`: three digits, powers of 1000. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${unit === 0 ? value : threeDigits(value)} ${units[unit]}`;
}

/** `1,234`; `12.3k` from 100,000 on. */
export function countText(count: number): string {
  if (count < 100_000) return Math.round(count).toLocaleString("en");
  return count < 1e6 ? `${threeDigits(count / 1000)}k` : `${threeDigits(count / 1e6)}M`;
}

/** `0.32 s`, `12.3 s`, `3:05 min`, `1:02 h`. */
export function secondsText(seconds: number): string {
  if (seconds < 60) return `${threeDigits(seconds)} s`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const pair = (a: number, b: number) => `${a}:${String(Math.floor(b)).padStart(2, "0")}`;
  return hours > 0 ? `${pair(hours, minutes)} h` : `${pair(minutes, seconds % 60)} min`;
}

/** Time of day, to the second. */
export function clockText(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

/** For values of any size, as of noise: `0.0123`, `1.23e-7`. */
export function valueText(value: number): string {
  return value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
    ? value.toExponential(2)
    : threeDigits(value);
}

function threeDigits(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
