import type { Command } from "commander";
import { verifyFolder } from "../app";
import { addCommand, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { count } from "./tables";

/** Problems named for a person; `--json` has all. */
const namedProblems = 20;

/** `labelroom verify DIR`. */
export function addVerifyCommand(program: Command, commandLine: CommandLine): void {
  addCommand(program, "verify", "prove a release folder from the folder alone; needs no database")
    .argument("<dir>", "the folder of a release")
    .action(async (dir: string, options: CommonOptions) => {
      await commandLine.run(options, () => verify(dir));
    });
}

async function verify(dir: string): Promise<Outcome> {
  const { ok, checked, problems } = await verifyFolder(dir);
  const named = problems.slice(0, namedProblems).map(({ path, message }) => `${path}: ${message}\n`);
  const more =
    problems.length > namedProblems ? `… and ${count(problems.length - namedProblems)} more\n` : "";
  return {
    json: { ok, folder: dir, checked, problems },
    text: ok
      ? `${dir} is what it says: ${count(checked)} files checked\n`
      : `${named.join("")}${more}${dir} is not what it says\n`,
    exitCode: ok ? 0 : 1,
  };
}
