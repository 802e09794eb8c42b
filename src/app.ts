import "reflect-metadata";
import { dirname, join } from "node:path";
import type { GraphQLSchema } from "graphql";
import { AccountsResolver } from "./accounts/accounts.resolver";
import { AccountsService } from "./accounts/accounts.service";
import { AuthenticationService } from "./accounts/authentication.service";
import { Argon2Passwords, type Passwords } from "./accounts/password.adapter";
import { PeopleResolver } from "./accounts/people.resolver";
import { PeopleService } from "./accounts/people.service";
import { AuditResolver } from "./audit/audit.resolver";
import { AuditService } from "./audit/audit.service";
import { Clock } from "./core/clock";
import type { Config } from "./core/config";
import { Instance } from "./core/database/instance.entity";
import { openStore } from "./core/database/open-store";
import { connectWakeUps } from "./core/database/postgres-wake-up";
import type { Store } from "./core/database/store";
import { idKinds, randomIds, type Ids } from "./core/ids";
import { Jobs } from "./core/jobs/jobs";
import { createLog, type Log } from "./core/log";
import { topics, WakeUp } from "./core/wake-up";
import { EventsResolver } from "./events/events.resolver";
import { EventsService } from "./events/events.service";
import { schemaParts } from "./entities";
import { CompletionImportService } from "./completions/completion-import.service";
import { CompletionsResolver } from "./completions/completions.resolver";
import { CompletionsService } from "./completions/completions.service";
import { FindsResolver, OutcomesResolver, PromptOutcomeResolver } from "./preparation/outcomes.resolver";
import { PersonalDataService } from "./preparation/personal-data.service";
import { PreparationReading } from "./preparation/preparation-reading.service";
import { PreparationResolver } from "./preparation/preparation.resolver";
import { PreparationService } from "./preparation/preparation.service";
import { PreparingService } from "./preparation/preparing.service";
import { FormsResolver } from "./forms/forms.resolver";
import { FormsService } from "./forms/forms.service";
import {
  LabelsResolver,
  LabelVersionsResolver,
  MyWorkResolver,
  TaskLabelsResolver,
} from "./labels/labels.resolver";
import { LabelsService } from "./labels/labels.service";
import { SubmissionService } from "./labels/submission.service";
import { AssignmentsResolver } from "./tasks/assignments.resolver";
import { ClaimingService } from "./tasks/claiming.service";
import { DraftsService } from "./tasks/drafts.service";
import { TaskCreationService } from "./tasks/task-creation.service";
import { TasksResolver } from "./tasks/tasks.resolver";
import { TasksService } from "./tasks/tasks.service";
import { loadTokenCounter } from "./core/tokens.adapter";
import { WrittenPromptsService } from "./prompts/written-prompts.service";
import { Access } from "./projects/access.service";
import { MembershipsResolver, ProjectsResolver } from "./projects/projects.resolver";
import { ProjectsService } from "./projects/projects.service";
import { readRawRows } from "./prompts/import/row-reader.adapter";
import { PromptImportService } from "./prompts/prompt-import.service";
import { PromptsResolver } from "./prompts/prompts.resolver";
import { PromptsService } from "./prompts/prompts.service";
import { EdgeCaseTextsService } from "./room/edge-case-texts.service";
import { EdgeCaseAnswersResolver, EdgeCasesResolver } from "./room/edge-cases.resolver";
import { EdgeCasesService } from "./room/edge-cases.service";
import { MessagesService } from "./room/messages.service";
import { PresenceBook } from "./room/presence";
import { PresenceResolver } from "./room/presence.resolver";
import { PresenceService } from "./room/presence.service";
import { QuestionSubjects } from "./room/question-subjects.service";
import {
  EdgeCaseAnsweredResolver,
  EdgeCaseAskedResolver,
  MessagePostedResolver,
} from "./room/room-events.resolver";
import { RoomResolver } from "./room/room.resolver";
import { GuidelineFieldsService } from "./guideline/guideline-fields.service";
import { GuidelinePublishedResolver, GuidelineResolver } from "./guideline/guideline.resolver";
import { GuidelineService } from "./guideline/guideline.service";
import { AgreementResolver, FieldAgreementResolver } from "./agreement/agreement.resolver";
import { AgreementService } from "./agreement/agreement.service";
import { ReleaseExports } from "./release/exporting.service";
import { FreezableLabels } from "./release/freezable-labels.service";
import { FreezablePrompts } from "./release/freezable-prompts.service";
import { FreezingService } from "./release/freezing.service";
import { FrozenUnits } from "./release/frozen-units.service";
import { labelroomVersion } from "./release/labelroom-version.adapter";
import { JobsResolver } from "./statistics/jobs.resolver";
import { ProgressService } from "./statistics/progress.service";
import { StatisticsResolver } from "./statistics/statistics.resolver";
import { StatisticsService } from "./statistics/statistics.service";
import { ReleaseCache } from "./release/release-cache.adapter";
import { ReleaseReading } from "./release/release-reading.service";
import { ReleasesResolver } from "./release/releases.resolver";
import { ReleasesService } from "./release/releases.service";
import { NodesResolver } from "./statistics/nodes.resolver";
import { NodesService } from "./statistics/nodes.service";
import { buildSchema, ResolverMap } from "./schema";

/** How often a process polls, as the floor under wake-ups that got lost. */
const pollMilliseconds = 2000;

/** Proves a release folder from the folder alone; the command line needs no database for it. */
export { verifyFolder } from "./release/verify.adapter";

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
  readonly agreement: AgreementService;
  readonly audit: AuditService;
  readonly authentication: AuthenticationService;
  readonly completionImport: CompletionImportService;
  readonly completions: CompletionsService;
  readonly edgeCases: EdgeCasesService;
  readonly events: EventsService;
  readonly forms: FormsService;
  readonly guideline: GuidelineService;
  readonly jobs: Jobs;
  readonly labels: LabelsService;
  readonly messages: MessagesService;
  readonly personalData: PersonalDataService;
  readonly preparation: PreparationService;
  readonly presence: PresenceService;
  readonly projects: ProjectsService;
  readonly promptImport: PromptImportService;
  readonly prompts: PromptsService;
  readonly releaseExports: ReleaseExports;
  readonly releases: ReleasesService;
  readonly taskCreation: TaskCreationService;
  readonly statistics: StatisticsService;
  readonly tasks: TasksService;
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
  const reading = new PreparationReading(store, prompts);
  const preparing = new PreparingService({ store, projects, reading, jobs });
  const preparation = new PreparationService({ store, access, ids, jobs, prompts, preparing });
  const personalData = new PersonalDataService(store, access, ids);
  const completions = new CompletionsService(store);
  const completionImport = new CompletionImportService({
    store,
    access,
    prompts,
    jobs,
    readRows: readRawRows,
  });
  const forms = new FormsService(store, access, ids);
  const tasks = new TasksService({ store, access, completions, prompts, forms });
  const taskCreation = new TaskCreationService({ store, access, ids, completions, forms, wakeUp });
  const claiming = new ClaimingService({ store, access, ids, wakeUp });
  const drafts = new DraftsService(store, claiming);
  const messages = new MessagesService({ store, access, ids, events });
  const subjects = new QuestionSubjects(prompts, completions, tasks);
  const edgeCases = new EdgeCasesService({ store, access, ids, events, subjects });
  const edgeCaseTexts = new EdgeCaseTextsService(store);
  const book = new PresenceBook((projectId) => {
    wakeUp.wake(topics.presence(projectId));
  });
  const presence = new PresenceService({ store, access, wakeUp, book });
  const guideline = new GuidelineService({ store, access, ids, edgeCases });
  const guidelineFields = new GuidelineFieldsService(store, edgeCases);
  const labels = new LabelsService(store, access, tasks);
  const tokens = once(loadTokenCounter);
  const submissions = new SubmissionService({
    store,
    access,
    ids,
    prompts,
    forms,
    tasks,
    claiming,
    drafts,
    guideline,
    tokens,
  });
  const agreement = new AgreementService(store, access);
  const statistics = new StatisticsService(store, access);
  const progress = new ProgressService({ store, access, wakeUp, clock });
  const releaseCache = new ReleaseCache(releaseFolder(config));
  const releaseReading = new ReleaseReading(store, access);
  const frozenUnits = new FrozenUnits({ store, prompts, completions });
  const releaseExports = new ReleaseExports({
    store,
    reading: releaseReading,
    units: frozenUnits,
    cache: releaseCache,
  });
  const freezablePrompts = new FreezablePrompts(prompts);
  const freezing = new FreezingService({
    store,
    jobs,
    prompts: freezablePrompts,
    labels: new FreezableLabels(completions),
    exports: releaseExports,
    labelroomVersion: labelroomVersion(),
  });
  const releases = new ReleasesService({
    store,
    access,
    ids,
    jobs,
    reading: releaseReading,
    prompts: freezablePrompts,
    freezing,
  });
  const nodes = new NodesService(
    { store, access, accounts, projects, prompts, completions, edgeCases, labels },
    { [idKinds.release]: (viewer, id) => releaseReading.release(viewer, id) },
  );

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
    new PeopleResolver(people),
    new MembershipsResolver(),
    new AuditResolver(audit),
    new EventsResolver(events),
    new PromptsResolver({
      prompts,
      imports: promptImport,
      written: new WrittenPromptsService(store, access, prompts),
    }),
    new PreparationResolver(preparation),
    new OutcomesResolver(preparation, personalData),
    new FindsResolver(personalData),
    new PromptOutcomeResolver(preparation),
    new CompletionsResolver(completions, completionImport),
    new FormsResolver(forms),
    new TasksResolver({ tasks, creation: taskCreation }),
    new AssignmentsResolver({ claiming, drafts, tasks }),
    new RoomResolver(messages),
    new EdgeCasesResolver(edgeCases, edgeCaseTexts),
    new EdgeCaseAnswersResolver(edgeCaseTexts),
    new MessagePostedResolver(messages),
    new EdgeCaseAskedResolver(edgeCaseTexts),
    new EdgeCaseAnsweredResolver(edgeCaseTexts),
    new PresenceResolver(presence),
    new GuidelineResolver(guideline, guidelineFields),
    new GuidelinePublishedResolver(guidelineFields),
    new LabelsResolver(labels, submissions),
    new LabelVersionsResolver(labels),
    new MyWorkResolver(labels),
    new TaskLabelsResolver(labels),
    new AgreementResolver(agreement),
    new FieldAgreementResolver(),
    new NodesResolver(nodes),
    new StatisticsResolver(statistics, progress),
    new JobsResolver(statistics),
    new ReleasesResolver(releases, releaseReading),
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
      agreement,
      audit,
      authentication,
      completionImport,
      completions,
      edgeCases,
      events,
      forms,
      guideline,
      jobs,
      labels,
      messages,
      personalData,
      preparation,
      presence,
      projects,
      promptImport,
      prompts,
      releaseExports,
      releases,
      statistics,
      taskCreation,
      tasks,
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
      await releaseCache.close();
    },
  };
}

/** Folders of releases lie beside the SQLite file; on Postgres each process has a temporary place of its own. */
function releaseFolder({ database }: Config): string | null {
  return database.kind === "sqlite" ? join(dirname(database.file), "releases") : null;
}

async function setUpInstance(store: Store, ids: Ids): Promise<void> {
  if (await store.read((reader) => reader.exists(Instance, { id: "this" }))) return;
  await store.transaction(async (tx) => {
    await tx.insertNew(Instance, { id: "this", epoch: ids.next("session"), createdAt: await tx.now() });
  });
}

/** Loads something big on first use, and once. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => (loaded ??= load());
}
