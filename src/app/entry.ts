/**
 * The built module of a process or thread that is started by path.
 *
 * The relative path is valid for this source file and for the chunks of a build: both are two folders below the root.
 * @param name of the file in `src/entries`, without extension
 */
export function entry(
  name:
    | "guard-thread"
    | "http-thread"
    | "measurement-thread"
    | "session-process"
    | "viewer-job"
    | "viewer-thread"
    | "worker",
): URL {
  return new URL(`../entries/${name}.js`, import.meta.url);
}
