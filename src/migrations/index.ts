import { CreateAccounts1764000000000 } from "./1764000000000-create-accounts";
import { CreateProjects1764000001000 } from "./1764000001000-create-projects";
import { CreatePrompts1764000002000 } from "./1764000002000-create-prompts";
import { CreateCompletions1764000004000 } from "./1764000004000-create-completions";

/** All schema changes, in order. */
export const migrations: readonly (new () => object)[] = [
  CreateAccounts1764000000000,
  CreateProjects1764000001000,
  CreatePrompts1764000002000,
  CreateCompletions1764000004000,
];
