import { existsSync } from "node:fs";
import type { Logger } from "pino";
import { describeFileError, isPrivateFolder, tryFolder } from "../../files/index.ts";

/** A folder that a server will write to. */
export interface ServerFolder {
  /** The option that names it. */
  readonly option: string;
  readonly path: string;
  /** Whether it may be needed later, rather than certainly: then a folder that did not exist is removed again. */
  readonly optional?: boolean;
  /** Whether only this user may write to it. */
  readonly private?: boolean;
  /** Whether the server can do without it: then a problem is a warning. */
  readonly dispensable?: boolean;
}

/**
 * Tries the folders of a server when it starts: that one can't be used must not show with the first patient.
 * @throws Error naming the option and the folder, with the system's code
 */
export function tryFolders(folders: readonly ServerFolder[], log: Logger): void {
  for (const folder of folders) {
    const problem = problemOf(folder);
    if (problem === undefined) continue;
    if (!folder.dispensable) throw problem;
    log.warn(problem.message);
  }
}

function problemOf({ option, path, optional = false, private: isPrivate = false }: ServerFolder): Error | undefined {
  try {
    tryFolder(path, { mode: 0o700, keep: !optional });
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException;
    const why = describeFileError(cause) ?? message;
    return Object.assign(new Error(`${option} ${path} can't be used: ${why}`, { cause }), { code });
  }
  if (!isPrivate || !existsSync(path) || isPrivateFolder(path)) return undefined;
  const message = `${option} ${path} can't be used: other users may write to it; choose a folder of your own`;
  return Object.assign(new Error(message), { code: "EPERM" });
}
