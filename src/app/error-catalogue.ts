import { type ErrorDefinition, errorFamilies } from "../errors/index.ts";
import type { AuthorFolders } from "./settings/author-folders.ts";

/** Loads the modules of Larmor that declare errors. */
export async function loadErrorFamilies(): Promise<void> {
  await import("./error-families.ts");
}

/** Loads all third-party gadgets for the errors that they declare. Gadgets that can't be loaded are skipped. */
export async function loadThirdPartyErrors(folders: Pick<AuthorFolders, "gadgets">): Promise<void> {
  const { installedGadgets } = await import("./composition.ts");
  const registry = installedGadgets(folders);
  const thirdParty = registry.names.filter((name) => registry.fingerprint(name) !== undefined);
  await Promise.allSettled(thirdParty.map((name) => registry.load(name)));
}

const INTRODUCTION = `# Errors

Every error that a client or a command gets has a code, at the end of its message: \`there is no chain 'x' … [chain/unknown]\`.
Lines of the log have it as \`code\`. \`larmor errors CODE\` prints the explanation that is given here. Codes are stable: programs may
test them, while messages may change. Third-party gadgets can declare codes of their own:
[authoring.md](authoring.md#what-a-gadget-is).

The failure of a step has the code of what failed in it, or else \`chain/step-failed\`.

## Exit status of commands

| status | |
|---|---|
| 0 | success; for \`serve\`, it was stopped by SIGINT or SIGTERM |
| 1 | failure, which is reported on standard error or in the log: a file, a server, an invalid chain, an error in the answer |
| 2 | wrong usage: an unknown command or option, a value that an option does not accept, a missing argument |
| 128 + n | ended by signal n, as shells report it: 130 after Ctrl-C, 143 after SIGTERM |

A command whose output is no longer read, as in \`larmor info … | head\`, ends with 0.
`;

/** All declared errors as a page of the docs, in Markdown. */
export function errorsPage(): string {
  const sections = errorFamilies().map(
    ([family, definitions]) =>
      `## ${family}\n\n| code | meaning | what to do |\n|---|---|---|\n${rowsOf(family, definitions)}`,
  );
  return [INTRODUCTION, ...sections].join("\n");
}

function rowsOf(family: string, definitions: ReadonlyMap<string, ErrorDefinition>): string {
  return [...definitions]
    .map(([code, { meaning, remedy }]) => `| \`${family}/${code}\` | ${meaning} | ${remedy} |\n`)
    .join("");
}
