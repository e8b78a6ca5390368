import { signal } from "@preact/signals";
import type { About } from "../../../src/viewer/api/index.ts";

/** What the server shows, once it has answered. */
export const about = signal<About | undefined>(undefined);
