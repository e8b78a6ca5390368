import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Where incoming data are saved: FIRE's folder. */
export const defaultSavedataFolder = join(tmpdir(), "share", "saved_data");

/** Where noise is stored: a folder for each user, since only its owner may write to it. */
export const defaultNoiseFolder = join(tmpdir(), `larmor-${process.getuid?.() ?? userInfo().username}`, "noise");
