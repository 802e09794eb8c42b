#!/usr/bin/env node
import "reflect-metadata";
import { runCommandLine } from "./program";
import { realTerminal } from "./terminal";

void runCommandLine(process.argv.slice(2), realTerminal()).then((exitCode) => {
  // Not process.exit: what is still on its way to a pipe would be cut.
  process.exitCode ??= exitCode;
});
