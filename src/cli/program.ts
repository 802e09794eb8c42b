import { Command, CommanderError } from "commander";
import { labelroomVersion } from "../core/package-root.adapter";
import { addAccountCommands } from "./account";
import { CommandLine } from "./command-line";
import { addDemoCommand } from "./demo";
import { addExportCommand } from "./export";
import { addImportCommand } from "./import";
import { addMigrateCommand } from "./migrate";
import { addPrepareCommand } from "./prepare";
import { addReportCommand } from "./report";
import { addServeCommand } from "./serve";
import { addSimulateCommand } from "./simulate";
import type { Terminal } from "./terminal";
import { addVerifyCommand } from "./verify";

/** Runs one command; resolves with the exit code: 0 done, 1 failed, 2 wrong use. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const commandLine = new CommandLine(terminal);
  const program = programOf(commandLine);
  try {
    await program.parseAsync(argv, { from: "user" });
    return commandLine.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : 2;
  }
}

function programOf(commandLine: CommandLine): Command {
  const { terminal } = commandLine;
  const program = new Command("labelroom")
    .description("Prepares and labels instruction data: from raw prompts to SFT, RM and PPO releases.")
    .version(labelroomVersion(), "-V, --version")
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({
      writeOut: (text) => {
        terminal.out(text);
      },
      writeErr: (text) => {
        terminal.err(text);
      },
    });
  addServeCommand(program, commandLine);
  addDemoCommand(program, commandLine);
  addAccountCommands(program, commandLine);
  addImportCommand(program, commandLine);
  addPrepareCommand(program, commandLine);
  addExportCommand(program, commandLine);
  addVerifyCommand(program, commandLine);
  addReportCommand(program, commandLine);
  addMigrateCommand(program, commandLine);
  addSimulateCommand(program, commandLine);
  return program;
}
