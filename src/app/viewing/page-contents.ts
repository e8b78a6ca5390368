import type { ClientRights } from "../../chain/index.ts";
import type { NoiseSettings } from "../serving/session-settings.ts";
import type { AuthorFolders } from "../settings/author-folders.ts";

/** What the thread and the processes of the page's chains and files need; passed to them as plain data. */
export interface PageContents {
  /** Folder whose files can be chosen. */
  readonly data: string | undefined;
  /** What is there only with `--edit`. */
  readonly editing: EditingSettings | undefined;
}

/** For chains, and for the processes that run them. */
export interface EditingSettings {
  readonly authors: AuthorFolders;
  readonly rights: ClientRights;
  readonly noise: NoiseSettings;
  readonly threads: number;
  readonly memoryMegabytes: number;
  readonly sessionSeconds: number;
  readonly hangSeconds: number;
  /** An existing folder for texts and results. */
  readonly folder: string;
}
