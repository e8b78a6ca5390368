import { existsSync } from "node:fs";

/** Folder of real measurements, next to the project where it is developed; it is not part of the project. */
export const sharedData = new URL("../../../shared/data/", import.meta.url);

/** Why tests that need real measurements must be skipped. */
export const noSharedData = existsSync(sharedData) ? undefined : "this system has no ../shared/data";

/** Folder of independent programs in Python, next to the project as well. */
export const sharedPrograms = new URL("../../../shared/reference/", import.meta.url);

/** Why tests that compare with independent programs must be skipped. */
export const noSharedPrograms = existsSync(sharedPrograms) ? undefined : "this system has no ../shared/reference";
