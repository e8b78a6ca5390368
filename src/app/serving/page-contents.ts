import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HttpAddress, PageOptions } from "../../server/http/index.ts";
import { CommandError } from "../errors.ts";
import type { PageContents } from "../viewing/page-contents.ts";
import { isLoopback } from "./listening.ts";
import type { SessionSettings } from "./session-settings.ts";

/** Options of a server that add files and chains to its page. */
export interface ContentOptions {
  readonly http?: HttpAddress;
  readonly httpToken?: string;
  /** Folder whose files the page shows. */
  readonly data?: string;
  /** Whether chains can be changed and run in the page. */
  readonly edit: boolean;
}

/** @throws CommandError `wrong-options` if the page with its files and chains would not be served, or to anyone */
export function requirePage({ http, httpToken, data, edit }: ContentOptions): void {
  if (!edit && data === undefined) return;
  const option = edit ? "--edit" : "--data";
  if (http === undefined)
    throw new CommandError("wrong-options", `${option} is for the page of --http: add it, such as --http 9080`);
  if (httpToken === undefined && !isLoopback(http.host))
    throw new CommandError("wrong-options", `${option} at ${http.host} needs --http-token: other machines reach it`);
}

/**
 * Files and chains of the page, if there are any. The folder for its results is removed when this process ends.
 */
export function contentsOf({ data, edit }: ContentOptions, settings: SessionSettings): PageContents | undefined {
  if (!edit) return data === undefined ? undefined : { data, editing: undefined };
  const folder = mkdtempSync(join(tmpdir(), "larmor-page-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { authors, clientRights, noise, threads, limits } = settings;
  const { memoryMegabytes, sessionSeconds, hangSeconds } = limits;
  const rights = clientRights ?? { steps: [], addresses: [] };
  const editing = { authors, rights, noise: noise!, threads, memoryMegabytes, sessionSeconds, hangSeconds, folder };
  return { data, editing };
}

/**
 * What browsers must present. A page with files or chains has a token of its own if none was named: other users of
 * this machine could change chains.
 */
export function pageToken({ httpToken, data, edit }: ContentOptions): Pick<PageOptions, "token" | "ownToken"> {
  if (httpToken !== undefined || (!edit && data === undefined)) return { token: httpToken, ownToken: false };
  return { token: randomBytes(16).toString("hex"), ownToken: true };
}
