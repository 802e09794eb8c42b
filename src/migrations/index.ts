import { CreateAccounts1764000000000 } from "./1764000000000-create-accounts";
import { CreateProjects1764000001000 } from "./1764000001000-create-projects";
import { CreatePrompts1764000002000 } from "./1764000002000-create-prompts";
import { CreatePreparation1764000003000 } from "./1764000003000-create-preparation";
import { CreateCompletions1764000004000 } from "./1764000004000-create-completions";
import { CreateRoom1764000007000 } from "./1764000007000-create-room";
import { CreateGuideline1764000008000 } from "./1764000008000-create-guideline";
import { CreateTasks1764000005000 } from "./1764000005000-create-tasks";
import { CreateLabels1764000009000 } from "./1764000009000-create-labels";
import { CreateReleases1764000012000 } from "./1764000012000-create-releases";

/** All schema changes, in order. */
export const migrations: readonly (new () => object)[] = [
  CreateAccounts1764000000000,
  CreateProjects1764000001000,
  CreatePrompts1764000002000,
  CreatePreparation1764000003000,
  CreateCompletions1764000004000,
  CreateRoom1764000007000,
  CreateGuideline1764000008000,
  CreateTasks1764000005000,
  CreateLabels1764000009000,
  CreateReleases1764000012000,
];
