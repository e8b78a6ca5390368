/** What was to be done with the file, by the system call that failed. */
const actions: Readonly<Record<string, string>> = {
  open: "be opened",
  read: "be read",
  scandir: "be read",
  stat: "be read",
  write: "be written",
  mkdir: "be created",
  rename: "be replaced",
  unlink: "be removed",
};

const reasons: Readonly<Record<string, string>> = {
  EACCES: "this user may not do that",
  EEXIST: "it exists already",
  EISDIR: "it is a folder",
  EMFILE: "too many files are open",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a file is where a folder should be",
  EPERM: "this user may not do that",
  EROFS: "the disk is read-only",
};

/**
 * The message of an error of the system that concerns a file, with the file: `x.png can't be written: the disk is full`.
 * @returns `undefined` for other errors
 */
export function describeFileError(error: unknown): string | undefined {
  const { code, path, syscall, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== "string" || typeof path !== "string" || typeof syscall !== "string") return undefined;
  if (!Object.hasOwn(reasons, code) && !Object.hasOwn(actions, syscall)) return undefined;
  return `${path} can't ${actions[syscall] ?? "be used"}: ${reasons[code] ?? message}`;
}
