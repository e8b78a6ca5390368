import { catalogue } from "./catalogue.ts";
import type { Entry } from "./entry.ts";

const INTRODUCTION = `# Errors

Every error that a client or a command gets has a code, at the end of its message: \`there is no chain 'x' … [chain/unknown]\`.
Lines of the log have it as \`code\`. \`larmor errors CODE\` prints what is said here. Codes are stable: programs may test them,
while messages may change. A gadget's author may use codes beside those of \`gadget/\`.

The failure of a step has the code of what failed in it, or else \`chain/step-failed\`.

## Exit status of commands

| status | |
|---|---|
| 0 | all went well; of \`serve\`, that it was stopped by SIGINT or SIGTERM |
| 1 | it failed, and said why on standard error or in its log: a file, a server, a chain with mistakes, an answer that was an error |
| 2 | it was called wrongly: an unknown command or option, a value that no option takes, an argument that is missing |
| 128 + n | it was ended by signal n, as shells report it: 130 after Ctrl-C, 143 after SIGTERM |

A command whose output nobody reads any more, as of \`larmor info … | head\`, ends with 0.
`;

/** The catalogue as a page of the docs, in Markdown. */
export function errorsPage(): string {
  const families = Object.entries<Readonly<Record<string, Entry>>>(catalogue);
  const sections = families.map(([family, entries]) => {
    const rows = Object.entries(entries).map(
      ([code, { meaning, remedy }]) => `| \`${family}/${code}\` | ${meaning} | ${remedy} |`,
    );
    return `## ${family}\n\n| code | meaning | what to do |\n|---|---|---|\n${rows.join("\n")}\n`;
  });
  return [INTRODUCTION, ...sections].join("\n");
}
