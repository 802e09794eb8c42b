import { AccountsResolver } from "./accounts/accounts.resolver";
import { PeopleResolver } from "./accounts/people.resolver";
import { MembershipsResolver, ProjectsResolver } from "./projects/projects.resolver";
import { AuditResolver } from "./audit/audit.resolver";
import { EventsResolver } from "./events/events.resolver";
import { PromptsResolver } from "./prompts/prompts.resolver";
import { FindsResolver, OutcomesResolver, PromptOutcomeResolver } from "./preparation/outcomes.resolver";
import { PreparationResolver } from "./preparation/preparation.resolver";
import { CompletionsResolver } from "./completions/completions.resolver";
import { FormsResolver } from "./forms/forms.resolver";
import { AssignmentsResolver } from "./tasks/assignments.resolver";
import { TasksResolver } from "./tasks/tasks.resolver";
import { EdgeCaseAnswersResolver, EdgeCasesResolver } from "./room/edge-cases.resolver";
import { PresenceResolver } from "./room/presence.resolver";
import {
  EdgeCaseAnsweredResolver,
  EdgeCaseAskedResolver,
  MessagePostedResolver,
} from "./room/room-events.resolver";
import { RoomResolver } from "./room/room.resolver";
import { GuidelinePublishedResolver, GuidelineResolver } from "./guideline/guideline.resolver";
import {
  LabelsResolver,
  LabelVersionsResolver,
  MyWorkResolver,
  TaskLabelsResolver,
} from "./labels/labels.resolver";
import { AgreementResolver, FieldAgreementResolver } from "./agreement/agreement.resolver";
import { JobsResolver } from "./statistics/jobs.resolver";
import { NodesResolver } from "./statistics/nodes.resolver";
import { StatisticsResolver } from "./statistics/statistics.resolver";
import { ReleasesResolver } from "./release/releases.resolver";
import { ResolverMap } from "./schema";
import type { Services } from "./services";

/** All resolvers over the services, in folder order. */
export function createResolvers(services: Services): ResolverMap {
  return new ResolverMap([
    ...collectionResolvers(services),
    ...roomResolvers(services),
    ...judgmentResolvers(services),
  ]);
}

/** Of accounts to forms. */
function collectionResolvers(services: Services): readonly object[] {
  return [
    new AccountsResolver(services.accounts, services.authentication, (viewer, operation) => {
      services.access.require(viewer, operation);
    }),
    new ProjectsResolver(services.projects),
    new PeopleResolver(services.people),
    new MembershipsResolver(),
    new AuditResolver(services.audit),
    new EventsResolver(services.events),
    new PromptsResolver({
      prompts: services.prompts,
      imports: services.promptImport,
      written: services.writtenPrompts,
    }),
    new PreparationResolver(services.preparation),
    new OutcomesResolver(services.preparation, services.personalData),
    new FindsResolver(services.personalData),
    new PromptOutcomeResolver(services.preparation),
    new CompletionsResolver(services.completions, services.completionImport),
    new FormsResolver(services.forms),
  ];
}

/** Of tasks, room and guideline. */
function roomResolvers(services: Services): readonly object[] {
  return [
    new TasksResolver({ tasks: services.tasks, creation: services.taskCreation }),
    new AssignmentsResolver({ claiming: services.claiming, drafts: services.drafts, tasks: services.tasks }),
    new RoomResolver(services.messages),
    new EdgeCasesResolver(services.edgeCases, services.edgeCaseTexts),
    new EdgeCaseAnswersResolver(services.edgeCaseTexts),
    new MessagePostedResolver(services.messages),
    new EdgeCaseAskedResolver(services.edgeCaseTexts),
    new EdgeCaseAnsweredResolver(services.edgeCaseTexts),
    new PresenceResolver(services.presence),
    new GuidelineResolver(services.guideline, services.guidelineFields),
    new GuidelinePublishedResolver(services.guidelineFields),
  ];
}

/** Of labels to releases. */
function judgmentResolvers(services: Services): readonly object[] {
  return [
    new LabelsResolver(services.labels, services.submissions),
    new LabelVersionsResolver(services.labels),
    new MyWorkResolver(services.labels),
    new TaskLabelsResolver(services.labels),
    new AgreementResolver(services.agreement),
    new FieldAgreementResolver(),
    new NodesResolver(services.nodes),
    new StatisticsResolver(services.statistics, services.progress),
    new JobsResolver(services.statistics),
    new ReleasesResolver(services.releases, services.releaseReading),
  ];
}
