import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import { Person, personOf } from "../accounts/person.types";
import type { RequestContext } from "../core/context";
import { loaderOf } from "../core/loaders";
import { PageArgs } from "../core/paging.types";
import { Task } from "../tasks/task.entity";
import type { LabelContent } from "./label-content";
import { Label, LabelVersion } from "./label.entity";
import {
  ReviseLabelInput,
  SubmitAnnotationInput,
  SubmitDemonstrationInput,
  SubmitRankingInput,
  type SubmissionInput,
} from "./labels.inputs";
import type { LabelsService } from "./labels.service";
import { LabelAnswerType, LabelConnection, LabelPayload, LabelRankType, MyWork } from "./labels.types";
import type { Submission, SubmissionService } from "./submission.service";

@Resolver(() => Label)
export class LabelsResolver {
  constructor(
    private readonly labels: LabelsService,
    private readonly submissions: SubmissionService,
  ) {}

  @Query(() => Label, { description: "A label: one's own, or any for researchers." })
  label(
    @Arg("id", () => ID, { description: "Its id." }) id: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<Label> {
    return this.labels.label(viewer, id);
  }

  @FieldResolver(() => Person, { nullable: true, description: "Who made it." })
  author(@Root() label: Label): Person | null {
    return personOf(label.accountId);
  }

  @FieldResolver(() => [LabelVersion], {
    description: "All versions, oldest first; the last is what counts.",
  })
  async versions(@Root() label: Label, @Ctx() context: RequestContext): Promise<LabelVersion[]> {
    const loader = loaderOf(context, "labelVersions", {
      read: (ids) => this.labels.loadVersions(ids),
      keyOf: (row) => row.labelId,
    });
    return (await loader.load(label.id))?.versions ?? [];
  }

  @Mutation(() => LabelPayload, { description: "Submits a demonstration, exactly once for its key." })
  async submitDemonstration(
    @Arg("input", () => SubmitDemonstrationInput, { description: "The work." })
    input: SubmitDemonstrationInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<LabelPayload> {
    const submission = submissionOf(input, { text: input.text });
    const { assignmentId } = input;
    const label = await this.submissions.submit(viewer, {
      ...submission,
      mutation: "submitDemonstration",
      draftRevision: input.draftRevision ?? null,
      assignmentId,
    });
    return { label };
  }

  @Mutation(() => LabelPayload, {
    description: "Submits a ranking with its answers, exactly once for its key.",
  })
  async submitRanking(
    @Arg("input", () => SubmitRankingInput, { description: "The work." }) input: SubmitRankingInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<LabelPayload> {
    const { ranks, noneAcceptable, assignmentId } = input;
    const submission = submissionOf(input, { ranks, noneAcceptable });
    return {
      label: await this.submissions.submit(viewer, {
        ...submission,
        mutation: "submitRanking",
        draftRevision: input.draftRevision ?? null,
        assignmentId,
      }),
    };
  }

  @Mutation(() => LabelPayload, {
    description: "Submits the answers of an ANNOTATE or RATE task, exactly once for its key.",
  })
  async submitAnnotation(
    @Arg("input", () => SubmitAnnotationInput, { description: "The work." }) input: SubmitAnnotationInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<LabelPayload> {
    const { assignmentId } = input;
    const submission = submissionOf(input, {});
    return {
      label: await this.submissions.submit(viewer, {
        ...submission,
        mutation: "submitAnnotation",
        draftRevision: input.draftRevision ?? null,
        assignmentId,
      }),
    };
  }

  @Mutation(() => LabelPayload, {
    description: "Stores a new version of one's own label while its window is open.",
  })
  async reviseLabel(
    @Arg("input", () => ReviseLabelInput, { description: "The new version, whole." }) input: ReviseLabelInput,
    @Ctx() { viewer }: RequestContext,
  ): Promise<LabelPayload> {
    const { labelId, text, ranks, noneAcceptable } = input;
    const submission = submissionOf(input, { text: text ?? null, ranks, noneAcceptable });
    return { label: await this.submissions.revise(viewer, { ...submission, labelId }) };
  }
}

@Resolver(() => LabelVersion)
export class LabelVersionsResolver {
  constructor(private readonly labels: LabelsService) {}

  @FieldResolver(() => [LabelAnswerType], { description: "The answers, by field and completion." })
  async answers(@Root() version: LabelVersion, @Ctx() context: RequestContext): Promise<LabelAnswerType[]> {
    const loader = loaderOf(context, "labelAnswers", {
      read: (ids) => this.labels.loadAnswers(ids),
      keyOf: (row) => row.versionId,
    });
    const rows = (await loader.load(version.id))?.answers ?? [];
    return rows.map(({ field, completionId, answer, score }) => {
      return { field, completionId: completionId === "" ? null : completionId, answer, score };
    });
  }

  @FieldResolver(() => [LabelRankType], { description: "RANK: the ranks, best first; empty else." })
  async ranks(@Root() version: LabelVersion, @Ctx() context: RequestContext): Promise<LabelRankType[]> {
    const loader = loaderOf(context, "labelRanks", {
      read: (ids) => this.labels.loadRanks(ids),
      keyOf: (row) => row.versionId,
    });
    return (await loader.load(version.id))?.ranks ?? [];
  }
}

@Resolver(() => MyWork)
export class MyWorkResolver {
  constructor(private readonly labels: LabelsService) {}

  @Query(() => MyWork, {
    name: "myWork",
    description: "What one holds, has begun and has done in a project.",
  })
  ofViewer(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Ctx() { viewer }: RequestContext,
  ): Promise<MyWork> {
    return this.labels.myWork(viewer, projectId);
  }

  @FieldResolver(() => LabelConnection, { name: "labels", description: "One's own labels, newest first." })
  ownLabels(@Root() work: MyWork, @Args(() => PageArgs) page: PageArgs): Promise<LabelConnection> {
    return this.labels.own(work, page);
  }
}

/** What others said of a task: only researchers are ever handed a Task. */
@Resolver(() => Task)
export class TaskLabelsResolver {
  constructor(private readonly labels: LabelsService) {}

  @FieldResolver(() => [Label], {
    name: "labels",
    description: "The task's labels, by the time they came in.",
  })
  async ofTask(@Root() task: Task, @Ctx() context: RequestContext): Promise<Label[]> {
    const loader = loaderOf(context, "labelsByTask", {
      read: (ids) => this.labels.loadByTask(ids),
      keyOf: (row) => row.taskId,
    });
    return (await loader.load(task.id))?.labels ?? [];
  }
}

function submissionOf(input: SubmissionInput, said: Partial<LabelContent>): Submission {
  const { key, guidelineVersion, activeSeconds, wallSeconds } = input;
  const answers = input.answers.map(({ field, completionId, answer, score }) => {
    return { field, completionId: completionId ?? null, answer: answer ?? null, score: score ?? null };
  });
  const nothing: LabelContent = {
    text: null,
    answers,
    ranks: [],
    noneAcceptable: false,
    note: input.note ?? null,
  };
  return { key, guidelineVersion, activeSeconds, wallSeconds, content: { ...nothing, ...said } };
}
