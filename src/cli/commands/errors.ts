import { Command } from "commander";
import { entryOf, everyCode } from "../../app/catalogue/index.ts";
import { CommandError } from "../../app/command-error.ts";
import { didYouMean } from "../../chain/index.ts";
import { alignColumns } from "../../common/index.ts";

export const errors = new Command("errors")
  .summary("explain the code of an error")
  .description("Prints what an error's code means and what to do about it, or all codes.")
  .argument("[code]", "the code, as it stands at the end of a message: storage/not-found")
  .action((code: string | undefined) => {
    const codes = everyCode();
    if (code === undefined) {
      for (const line of alignColumns(codes.map((each) => [each, entryOf(each)!.meaning]))) console.log(line);
      return;
    }
    const entry = entryOf(code);
    if (entry === undefined) {
      throw new CommandError(
        "no-such-code",
        `there is no code '${code}'${didYouMean(code, codes) || "; larmor errors lists them"}`,
      );
    }
    console.log(`${code}\n${entry.meaning}\n${entry.remedy}`);
  });
