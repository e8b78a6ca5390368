import { Command } from "commander";
import { loadErrorFamilies, loadThirdPartyErrors } from "../../app/error-catalogue.ts";
import { CommandError } from "../../app/errors.ts";
import type { AuthorFolders } from "../../app/settings/author-folders.ts";
import { errorCodes, errorDefinition } from "../../errors/index.ts";
import { didYouMean } from "../../text/index.ts";
import { gadgetFolders } from "../arguments.ts";
import { printLines, printTable } from "../print-lines.ts";

export const errors = new Command("errors")
  .summary("explain an error code")
  .description(
    "Prints what an error code means and what to do about it, or lists all codes, including those of third-party gadgets.",
  )
  .argument("[code]", "the code at the end of an error message, such as storage/not-found")
  .addOption(gadgetFolders())
  .action(async (code: string | undefined, folders: Pick<AuthorFolders, "gadgets">) => {
    await loadErrorFamilies();
    if (code === undefined || errorDefinition(code) === undefined) await loadThirdPartyErrors(folders);
    if (code === undefined) {
      return printTable(errorCodes().map((each) => [each, errorDefinition(each)!.meaning]));
    }
    const definition = errorDefinition(code);
    if (definition === undefined) {
      throw new CommandError(
        "no-such-code",
        `there is no code '${code}'${didYouMean(code, errorCodes()) || "; larmor errors lists them"}`,
      );
    }
    printLines([code, definition.meaning, definition.remedy]);
  });
