import "reflect-metadata";
import type { GraphQLSchema } from "graphql";
import { AccountsResolver } from "./accounts/accounts.resolver";
import { AccountsService } from "./accounts/accounts.service";
import { AuthenticationService } from "./accounts/authentication.service";
import { Argon2Passwords, type Passwords } from "./accounts/password.adapter";
import { PeopleService } from "./accounts/people.service";
import { AuditResolver } from "./audit/audit.resolver";
import { AuditService } from "./audit/audit.service";
import { Clock } from "./core/clock";
import type { Config } from "./core/config";
import { Instance } from "./core/database/instance.entity";
import { openStore } from "./core/database/open-store";
import { connectWakeUps } from "./core/database/postgres-wake-up";
import type { Store } from "./core/database/store";
import { randomIds, type Ids } from "./core/ids";
import { Jobs } from "./core/jobs/jobs";
import { createLog, type Log } from "./core/log";
import { WakeUp } from "./core/wake-up";
import { EventsResolver } from "./events/events.resolver";
import { EventsService } from "./events/events.service";
import { schemaParts } from "./entities";
import { CompletionImportService } from "./completions/completion-import.service";
import { CompletionsResolver } from "./completions/completions.resolver";
import { CompletionsService } from "./completions/completions.service";
import { Access } from "./projects/access.service";
import { MembershipsResolver, ProjectsResolver } from "./projects/projects.resolver";
import { ProjectsService } from "./projects/projects.service";
import { PromptImportService } from "./prompts/prompt-import.service";
import { PromptsResolver } from "./prompts/prompts.resolver";
import { PromptsService } from "./prompts/prompts.service";
import { buildSchema, ResolverMap } from "./schema";

/** How often a process polls, as the floor under wake-ups that got lost. */
const pollMilliseconds = 2000;

/** What tests put in the place of the real thing. */
export interface Overrides {
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly log?: Log;
  readonly passwords?: Passwords;
  /** Called after an I/O error of the store; by default the process exits with 1. */
  readonly onFatal?: (cause: unknown) => void;
}

/** The services that server, command line and tests call. */
export interface Services {
  readonly access: Access;
  readonly accounts: AccountsService;
  readonly audit: AuditService;
  readonly authentication: AuthenticationService;
  readonly completionImport: CompletionImportService;
  readonly completions: CompletionsService;
  readonly events: EventsService;
  readonly jobs: Jobs;
  readonly projects: ProjectsService;
  readonly promptImport: PromptImportService;
  readonly prompts: PromptsService;
}

/** The whole of Labelroom but its faces. */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly store: Store;
  readonly wakeUp: WakeUp;
  readonly schema: GraphQLSchema;
  readonly resolvers: ResolverMap;
  readonly services: Services;
  /** Takes up jobs and polls; a command of the command line needs neither. */
  start(): void;
  /** Afterwards nothing runs and nothing is open. */
  close(): Promise<void>;
}

/** Opens the store and wires everything by hand, in folder order. Migrates first. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? new Clock();
  const ids = overrides.ids ?? randomIds;
  const log = overrides.log ?? createLog(config.logLevel);
  const wakeUp = new WakeUp();
  const onFatal =
    overrides.onFatal ??
    ((cause: unknown): void => {
      log.failure("the store can't be written any more", cause);
      process.exitCode = 1;
      process.kill(process.pid, "SIGTERM");
    });
  const store = await openStore({ database: config.database, parts: schemaParts, clock, log, onFatal });
  await store.migrate();
  const otherProcesses = connectWakeUps({ database: config.database, store, wakeUp, clock, log });

  const access = new Access();
  const jobs = new Jobs(store, { clock, ids, wakeUp, log });
  const people = new PeopleService(store);
  const passwords = overrides.passwords ?? new Argon2Passwords();
  const authentication = new AuthenticationService(store, ids, passwords, clock);
  const accounts = new AccountsService({ store, ids, passwords, authentication, wakeUp }, config.isDemo);
  const projects = new ProjectsService({ store, access, ids, accounts, wakeUp });
  const audit = new AuditService(store, access, ids);
  const events = new EventsService(store, access, wakeUp);
  const prompts = new PromptsService(store, access, ids);
  const promptImport = new PromptImportService(store, access, jobs);
  const completions = new CompletionsService(store);
  const completionImport = new CompletionImportService({ store, access, prompts, jobs });

  store.setUnitEnd({
    storeAudit: (tx, entries) => audit.storeEntries(tx, entries),
    numberEvents: (tx, queued) => events.numberEvents(tx, queued),
  });
  await setUpInstance(store, ids);

  const resolvers = new ResolverMap([
    new AccountsResolver(accounts, authentication, (viewer, operation) => {
      access.require(viewer, operation);
    }),
    new ProjectsResolver(projects),
    new MembershipsResolver(people),
    new AuditResolver(audit),
    new EventsResolver(events, people),
    new PromptsResolver(prompts, promptImport, people),
    new CompletionsResolver(completions, completionImport),
  ]);
  let stopPolling = (): void => undefined;
  return {
    config,
    clock,
    ids,
    log,
    store,
    wakeUp,
    schema: buildSchema(resolvers),
    resolvers,
    services: {
      access,
      accounts,
      audit,
      authentication,
      completionImport,
      completions,
      events,
      jobs,
      projects,
      promptImport,
      prompts,
    },
    start: () => {
      jobs.start();
      void otherProcesses.listen();
      stopPolling = clock.every(pollMilliseconds, () => {
        wakeUp.wakeAll();
      });
    },
    close: async () => {
      stopPolling();
      await jobs.close();
      await otherProcesses.close();
      await store.close();
    },
  };
}

async function setUpInstance(store: Store, ids: Ids): Promise<void> {
  if (await store.read((reader) => reader.exists(Instance, { id: "this" }))) return;
  await store.transaction(async (tx) => {
    await tx.insertNew(Instance, { id: "this", epoch: ids.next("session"), createdAt: await tx.now() });
  });
}
