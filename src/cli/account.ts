import { Option, type Command } from "commander";
import { z } from "zod";
import type { App } from "../app";
import { refusal } from "../core/errors";
import { localOperator } from "../core/viewer";
import { Cohort, Role } from "../projects/membership.entity";
import { addCommand, refuseUse, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { projectOf, withApp } from "./open-app";
import { slug, text } from "./option-values";
import type { Terminal } from "./terminal";

interface NewAccountOptions extends CommonOptions {
  readonly email: string;
  readonly name: string;
  readonly admin?: boolean;
  readonly passwordStdin?: boolean;
}

interface MemberOptions extends CommonOptions {
  readonly project: string;
  readonly email: string;
  readonly role: Role;
  readonly cohort?: Cohort;
}

const passwordBounds = { least: 12, most: 1024 };

/** `labelroom account …`. */
export function addAccountCommands(program: Command, commandLine: CommandLine): void {
  const account = program.command("account").description("accounts and memberships");
  addNewAccount(account, commandLine, "create-admin");
  addNewAccount(account, commandLine, "create");
  addCommand(account, "add-member", "make an account a member of a project, or change its role")
    .requiredOption("--project <slug>", "the project", slug)
    .requiredOption("--email <address>", "the account's address")
    .addOption(
      new Option("--role <role>", "what the member may do")
        .choices(Object.values(Role))
        .makeOptionMandatory(),
    )
    .addOption(
      new Option("--cohort <cohort>", "of labelers: TRAINING where absent").choices(Object.values(Cohort)),
    )
    .action(async (options: MemberOptions) => {
      await commandLine.run(options, () => withApp(commandLine.terminal, (app) => addMember(app, options)));
    });
}

function addNewAccount(account: Command, commandLine: CommandLine, name: "create" | "create-admin"): void {
  const isFirstAdmin = name === "create-admin";
  const words = isFirstAdmin
    ? "make the first admin account; there is no default password"
    : "make an account";
  const command = addCommand(account, name, words)
    .requiredOption("--email <address>", "the address to sign in with")
    .requiredOption("--name <name>", "how the person is named in the room", text(1, 100))
    .option(
      "--password-stdin",
      "read the password from the first line of standard input instead of asking for it",
    );
  if (!isFirstAdmin) command.option("--admin", "the account administers the instance");
  command.action(async (options: NewAccountOptions) => {
    if (!z.email().max(254).safeParse(options.email).success)
      refuseUse(command, "--email: give an e-mail address.");
    const { terminal } = commandLine;
    if (options.passwordStdin !== true && !terminal.isInteractive) {
      refuseUse(command, "there is no terminal to ask for the password: use --password-stdin.");
    }
    await commandLine.run(options, async () => {
      const password = await passwordFrom(terminal, options.passwordStdin === true);
      return withApp(terminal, (app) => create(app, { ...options, password, isFirstAdmin }));
    });
  });
}

async function create(
  { services }: App,
  options: NewAccountOptions & { readonly password: string; readonly isFirstAdmin: boolean },
): Promise<Outcome> {
  const { email, name: displayName, password, isFirstAdmin } = options;
  const account = isFirstAdmin
    ? await services.accounts.createFirstAdmin(localOperator, { email, displayName, password })
    : await services.accounts.create(localOperator, {
        email,
        displayName,
        password,
        isAdmin: options.admin === true,
      });
  return {
    json: { account: account.id, email: account.email, isAdmin: account.isAdmin },
    text: `${account.email} can sign in now${account.isAdmin ? " and is an admin" : ""}.\n`,
  };
}

async function addMember(app: App, { project, email, role, cohort }: MemberOptions): Promise<Outcome> {
  const { id } = await projectOf(app, project);
  const input = { projectId: id, email, role, ...(cohort === undefined ? {} : { cohort }) };
  const member = await app.services.projects.addMember(localOperator, input);
  return {
    json: { project, account: member.accountId, role: member.role, cohort: member.cohort },
    text: `${email} is a ${member.role} of ${project} now.\n`,
  };
}

/** @throws LabelroomError BAD_INPUT; the password itself is never repeated. */
async function passwordFrom(terminal: Terminal, isPiped: boolean): Promise<string> {
  const password = isPiped ? await firstLine(terminal.input) : await terminal.askSecret("Password: ");
  const length = [...password].length;
  const { least, most } = passwordBounds;
  if (length < least || length > most || password.includes("\0") || !password.isWellFormed()) {
    throw refusal("BAD_INPUT", "password", "length", `Give a password of ${least} to ${most} characters.`);
  }
  if (!isPiped && (await terminal.askSecret("Once more: ")) !== password) {
    throw refusal("BAD_INPUT", "password", "same", "The two passwords differ.");
  }
  return password;
}

async function firstLine(input: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (chunk.includes(10) || bytes > passwordBounds.most * 8) break;
  }
  return Buffer.concat(chunks).toString("utf8").split(/\r?\n/, 1)[0] ?? "";
}
