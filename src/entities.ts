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
import {
  Guideline,
  GuidelineAcknowledgement,
  GuidelineHead,
  GuidelineText,
} from "./guideline/guideline.entity";
import { LabelForm } from "./forms/label-form.entity";
import { Label, LabelAnswer, LabelRank, LabelVersion } from "./labels/label.entity";
import { migrations } from "./migrations";
import { PersonalDataOverrule } from "./preparation/personal-data-overrule.entity";
import { PreparationRun } from "./preparation/preparation-run.entity";
import { StoredFind, StoredOutcome } from "./preparation/prompt-outcome.entity";
import { StoredSplit } from "./preparation/split-assignment.entity";
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
import { Assignment, Draft } from "./tasks/assignment.entity";
import { Task, TaskCompletion } from "./tasks/task.entity";
import { Release, ReleaseGrant, ReleaseRow } from "./release/release.entity";
import { EdgeCaseAnswer, EdgeCaseAnswerVersion } from "./room/edge-case-answer.entity";
import { EdgeCase, EdgeCaseVersion } from "./room/edge-case.entity";
import { Message, MessageVersion } from "./room/message.entity";

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
  PreparationRun,
  StoredOutcome,
  StoredFind,
  StoredSplit,
  PersonalDataOverrule,
  Completion,
  LabelForm,
  Task,
  TaskCompletion,
  Assignment,
  Draft,
  Label,
  LabelVersion,
  LabelAnswer,
  LabelRank,
  Message,
  MessageVersion,
  EdgeCase,
  EdgeCaseVersion,
  EdgeCaseAnswer,
  EdgeCaseAnswerVersion,
  GuidelineHead,
  Guideline,
  GuidelineText,
  GuidelineAcknowledgement,
  Release,
  ReleaseRow,
  ReleaseGrant,
];

/** What the schema of either store is made of. */
export const schemaParts: SchemaParts = { entities, migrations };
