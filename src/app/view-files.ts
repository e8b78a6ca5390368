import { randomBytes } from "node:crypto";
import { fileRoutes, listen, loopbackNames, ViewedFiles, viewerApp } from "../viewer/index.ts";
import { builtPage, version } from "./package-root.ts";

export interface ViewOptions {
  /** 0: the system chooses. */
  readonly port: number;
  /** Whether what identifies the patient may be sent to the page. */
  readonly showsPatient: boolean;
}

/**
 * Serves files to the browsers of this user, until the process ends.
 * @returns the address to open, with a token: a program that lacks it gets no answer
 * @throws StorageError if a file cannot be read; Error with the system's code if the port can't be used
 */
export async function viewFiles(paths: readonly string[], { port, showsPatient }: ViewOptions): Promise<string> {
  const files = await ViewedFiles.open(paths, { showsPatient });
  const token = randomBytes(16).toString("hex");
  const app = viewerApp({ version, page: builtPage, areas: { files: fileRoutes(files) }, token, hosts: loopbackNames });
  const host = loopbackNames[0];
  return `http://${host}:${await listen(app, { host, port })}/?token=${token}`;
}
