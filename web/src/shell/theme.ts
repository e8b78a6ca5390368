import { effect, signal } from "@preact/signals";

const KEY = "larmor-theme";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** The theme that the user chose; `system` follows the system's. Remembered by this browser. */
export const theme = signal<Theme>(remembered());

/** The next theme of the switch. */
export function nextTheme(): void {
  theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
}

function remembered(): Theme {
  const stored = localStorage.getItem(KEY);
  return themes.find((each) => each === stored) ?? "system";
}

effect(() => {
  localStorage.setItem(KEY, theme.value);
  document.documentElement.style.colorScheme = theme.value === "system" ? "light dark" : theme.value;
});
