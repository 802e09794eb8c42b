import { CreateAccounts1764000000000 } from "./1764000000000-create-accounts";
import { CreateProjects1764000001000 } from "./1764000001000-create-projects";

/** All schema changes, in order. */
export const migrations: readonly (new () => object)[] = [CreateAccounts1764000000000, CreateProjects1764000001000];
