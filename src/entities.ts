import type { EntityTarget, ObjectLiteral } from "typeorm";
import { Account } from "./accounts/account.entity";
import { Session } from "./accounts/session.entity";
import { SignInThrottle } from "./accounts/sign-in-throttle.entity";
import { AuditEntry } from "./audit/audit-entry.entity";
import { Completion } from "./completions/completion.entity";
import { ClientKey } from "./core/database/client-key.entity";
import type { SchemaParts } from "./core/database/data-source";
import { Instance } from "./core/database/instance.entity";
import { Job } from "./core/jobs/job.entity";
import { Room, StoredEvent } from "./events/room-event.entity";
import { migrations } from "./migrations";
import { Membership } from "./projects/membership.entity";
import { Project } from "./projects/project.entity";
import {
  ConsentWithdrawal,
  ImportRun,
  PromptCounter,
  PromptHold,
  StoredExample,
} from "./prompts/prompt-parts.entity";
import { Prompt } from "./prompts/prompt.entity";

/** Every table, in folder order. */
const entities: readonly EntityTarget<ObjectLiteral>[] = [
  Instance,
  ClientKey,
  Job,
  Account,
  Session,
  SignInThrottle,
  Project,
  Membership,
  AuditEntry,
  Room,
  StoredEvent,
  ImportRun,
  PromptCounter,
  Prompt,
  StoredExample,
  PromptHold,
  ConsentWithdrawal,
  Completion,
];

/** What the schema of either store is made of. */
export const schemaParts: SchemaParts = { entities, migrations };
