import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const script = readFileSync(new URL("accessibility-issues.js", import.meta.url), "utf8");

/**
 * What in a page keeps people from using it by keyboard, by a screen reader, or in weak light: controls without a name,
 * images and canvases without one, ids that occur twice, headings and landmarks that are missing, and text whose
 * contrast is below WCAG's 4.5 : 1 (3 : 1 for large text). Computed from the styles that the browser applies.
 */
export function accessibilityIssues(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(script);
}
