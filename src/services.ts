import type { Clock } from "./core/clock";
import type { Store } from "./core/database/store";
import { idKinds, type Ids } from "./core/ids";
import { Jobs } from "./core/jobs/jobs";
import type { Log } from "./core/log";
import { labelroomVersion } from "./core/package-root.adapter";
import { loadTokenCounter } from "./core/tokens.adapter";
import { topics, type WakeUp } from "./core/wake-up";
import { AccountsService } from "./accounts/accounts.service";
import { AuthenticationService } from "./accounts/authentication.service";
import type { Passwords } from "./accounts/password.adapter";
import { PeopleService } from "./accounts/people.service";
import { Access } from "./projects/access.service";
import { ProjectsService } from "./projects/projects.service";
import { AuditService } from "./audit/audit.service";
import { EventsService } from "./events/events.service";
import { readRawRows } from "./prompts/import/row-reader.adapter";
import { PromptImportService } from "./prompts/prompt-import.service";
import { PromptsService } from "./prompts/prompts.service";
import { WrittenPromptsService } from "./prompts/written-prompts.service";
import { PersonalDataService } from "./preparation/personal-data.service";
import { PreparationReading } from "./preparation/preparation-reading.service";
import { PreparationService } from "./preparation/preparation.service";
import { PreparingService } from "./preparation/preparing.service";
import { CompletionImportService } from "./completions/completion-import.service";
import { CompletionsService } from "./completions/completions.service";
import { FormsService } from "./forms/forms.service";
import { ClaimingService } from "./tasks/claiming.service";
import { DraftsService } from "./tasks/drafts.service";
import { TaskCreationService } from "./tasks/task-creation.service";
import { TasksService } from "./tasks/tasks.service";
import { EdgeCaseTextsService } from "./room/edge-case-texts.service";
import { EdgeCasesService } from "./room/edge-cases.service";
import { MessagesService } from "./room/messages.service";
import { PresenceBook } from "./room/presence";
import { PresenceService } from "./room/presence.service";
import { QuestionSubjects } from "./room/question-subjects.service";
import { GuidelineFieldsService } from "./guideline/guideline-fields.service";
import { GuidelineService } from "./guideline/guideline.service";
import { LabelsService } from "./labels/labels.service";
import { SubmissionService } from "./labels/submission.service";
import { AgreementService } from "./agreement/agreement.service";
import { NodesService } from "./statistics/nodes.service";
import { ProgressService } from "./statistics/progress.service";
import { StatisticsService } from "./statistics/statistics.service";
import { ReleaseExports } from "./release/exporting.service";
import { FreezableLabels } from "./release/freezable-labels.service";
import { FreezablePrompts } from "./release/freezable-prompts.service";
import { FreezingService } from "./release/freezing.service";
import { FrozenUnits } from "./release/frozen-units.service";
import type { ReleaseCache } from "./release/release-cache.adapter";
import { ReleaseReading } from "./release/release-reading.service";
import { ReleasesService } from "./release/releases.service";

/** What the services stand on. */
export interface ServiceParts {
  readonly isDemo: boolean;
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly wakeUp: WakeUp;
  readonly passwords: Passwords;
  readonly releaseCache: ReleaseCache;
}

/** Who may do what, and the ground of all others: core to events. */
interface Foundation {
  readonly access: Access;
  readonly jobs: Jobs;
  readonly people: PeopleService;
  readonly authentication: AuthenticationService;
  readonly accounts: AccountsService;
  readonly projects: ProjectsService;
  readonly audit: AuditService;
  readonly events: EventsService;
}

/** What comes in and is made ready: prompts to completions. */
interface Collection {
  readonly prompts: PromptsService;
  readonly promptImport: PromptImportService;
  readonly writtenPrompts: WrittenPromptsService;
  readonly preparation: PreparationService;
  readonly personalData: PersonalDataService;
  readonly completions: CompletionsService;
  readonly completionImport: CompletionImportService;
}

/** What is given out to be labeled: forms and tasks. */
interface Assigning {
  readonly forms: FormsService;
  readonly tasks: TasksService;
  readonly taskCreation: TaskCreationService;
  readonly claiming: ClaimingService;
  readonly drafts: DraftsService;
}

/** What people say to each other, and the guideline that comes of it: room and guideline. */
interface Discussion {
  readonly messages: MessagesService;
  readonly edgeCases: EdgeCasesService;
  readonly edgeCaseTexts: EdgeCaseTextsService;
  readonly presence: PresenceService;
  readonly guideline: GuidelineService;
  readonly guidelineFields: GuidelineFieldsService;
}

/** What people judged, and what it amounts to: labels to statistics. */
interface Judgment {
  readonly labels: LabelsService;
  readonly submissions: SubmissionService;
  readonly agreement: AgreementService;
  readonly statistics: StatisticsService;
  readonly progress: ProgressService;
}

/** What goes out, and the lookup over all folders. */
interface Delivery {
  readonly releaseReading: ReleaseReading;
  readonly releaseExports: ReleaseExports;
  readonly releases: ReleasesService;
  readonly nodes: NodesService;
}

/** The services that resolvers, server, command line and tests call. */
export interface Services extends Foundation, Collection, Assigning, Discussion, Judgment, Delivery {}

/** Wires all services by hand, in folder order: each function gets what stands above it. */
export function createServices(parts: ServiceParts): Services {
  const foundation = createFoundation(parts);
  const collection = createCollection({ ...parts, ...foundation });
  const assigning = createAssigning({ ...parts, ...foundation, ...collection });
  const discussion = createDiscussion({ ...parts, ...foundation, ...collection, ...assigning });
  const above = { ...foundation, ...collection, ...assigning, ...discussion };
  const judgment = createJudgment({ ...parts, ...above });
  return { ...above, ...judgment, ...createDelivery({ ...parts, ...above, ...judgment }) };
}

function createFoundation(parts: ServiceParts): Foundation {
  const { isDemo, store, clock, ids, log, wakeUp, passwords } = parts;
  const access = new Access();
  const jobs = new Jobs(store, { clock, ids, wakeUp, log });
  const authentication = new AuthenticationService(store, ids, passwords, clock);
  const accounts = new AccountsService({ store, ids, passwords, authentication, wakeUp }, isDemo);
  return {
    access,
    jobs,
    people: new PeopleService(store),
    authentication,
    accounts,
    projects: new ProjectsService({ store, access, ids, accounts, wakeUp }),
    audit: new AuditService(store, access, ids),
    events: new EventsService(store, access, wakeUp),
  };
}

function createCollection(above: ServiceParts & Foundation): Collection {
  const { store, access, ids, jobs, projects } = above;
  const prompts = new PromptsService(store, access, ids);
  const reading = new PreparationReading(store, prompts);
  const preparing = new PreparingService({ store, projects, reading, jobs });
  return {
    prompts,
    promptImport: new PromptImportService(store, access, jobs),
    writtenPrompts: new WrittenPromptsService(store, access, prompts),
    preparation: new PreparationService({ store, access, ids, jobs, prompts, preparing }),
    personalData: new PersonalDataService(store, access, ids),
    completions: new CompletionsService(store),
    completionImport: new CompletionImportService({ store, access, prompts, jobs, readRows: readRawRows }),
  };
}

function createAssigning(above: ServiceParts & Foundation & Collection): Assigning {
  const { store, access, ids, wakeUp, prompts, completions } = above;
  const forms = new FormsService(store, access, ids);
  const claiming = new ClaimingService({ store, access, ids, wakeUp });
  return {
    forms,
    tasks: new TasksService({ store, access, completions, prompts, forms }),
    taskCreation: new TaskCreationService({ store, access, ids, completions, forms, wakeUp }),
    claiming,
    drafts: new DraftsService(store, claiming),
  };
}

function createDiscussion(above: ServiceParts & Foundation & Collection & Assigning): Discussion {
  const { store, access, ids, wakeUp, events, prompts, completions, tasks } = above;
  const subjects = new QuestionSubjects(prompts, completions, tasks);
  const edgeCases = new EdgeCasesService({ store, access, ids, events, subjects });
  const book = new PresenceBook((projectId) => {
    wakeUp.wake(topics.presence(projectId));
  });
  return {
    messages: new MessagesService({ store, access, ids, events }),
    edgeCases,
    edgeCaseTexts: new EdgeCaseTextsService(store),
    presence: new PresenceService({ store, access, wakeUp, book }),
    guideline: new GuidelineService({ store, access, ids, edgeCases }),
    guidelineFields: new GuidelineFieldsService(store, edgeCases),
  };
}

function createJudgment(above: ServiceParts & Foundation & Collection & Assigning & Discussion): Judgment {
  const { store, access, ids, clock, wakeUp, prompts, forms, tasks, claiming, drafts, guideline } = above;
  const tokens = once(loadTokenCounter);
  return {
    labels: new LabelsService(store, access, tasks),
    submissions: new SubmissionService({
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
    }),
    agreement: new AgreementService(store, access),
    statistics: new StatisticsService(store, access),
    progress: new ProgressService({ store, access, wakeUp, clock }),
  };
}

function createDelivery(above: ServiceParts & Omit<Services, keyof Delivery>): Delivery {
  const { store, access, ids, jobs, accounts, projects, completions, edgeCases, labels } = above;
  const reading = new ReleaseReading(store, access);
  const units = new FrozenUnits({ store, prompts: above.prompts, completions });
  const releaseExports = new ReleaseExports({ store, reading, units, cache: above.releaseCache });
  const prompts = new FreezablePrompts(above.prompts);
  const freezing = new FreezingService({
    store,
    jobs,
    prompts,
    labels: new FreezableLabels(completions),
    exports: releaseExports,
    labelroomVersion: labelroomVersion(),
  });
  return {
    releaseReading: reading,
    releaseExports,
    releases: new ReleasesService({ store, access, ids, jobs, reading, prompts, freezing }),
    nodes: new NodesService(
      { store, access, accounts, projects, prompts: above.prompts, completions, edgeCases, labels },
      { [idKinds.release]: (viewer, id) => reading.release(viewer, id) },
    ),
  };
}

/** Loads something big on first use, and once. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => (loaded ??= load());
}
