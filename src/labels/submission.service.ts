import { isKeyUsed, onceForKey, type KeyedCall } from "../core/database/client-keys";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError } from "../core/errors";
import type { Ids } from "../core/ids";
import type { TokenCounter } from "../core/tokens.adapter";
import { accountIdOf, type Viewer } from "../core/viewer";
import { checkAnswers } from "../forms/answers";
import { personalDataFieldKey } from "../forms/form-definition";
import type { FormsService } from "../forms/forms.service";
import { definitionOf } from "../forms/label-form.entity";
import type { GuidelineService } from "../guideline/guideline.service";
import { Cohort, Role } from "../projects/membership.entity";
import type { Access, ProjectAccess } from "../projects/access.service";
import type { PromptsService } from "../prompts/prompts.service";
import type { ClaimingService } from "../tasks/claiming.service";
import type { DraftsService } from "../tasks/drafts.service";
import { TaskKind, type Task } from "../tasks/task.entity";
import type { TasksService } from "../tasks/tasks.service";
import { dense, rankIssues, requireText, type LabelContent } from "./label-content";
import { Label, LabelAnswer, LabelOrigin, LabelRank, LabelVersion } from "./label.entity";

/** What every submission and revision carries beside its content. */
export interface Submission {
  readonly key: string;
  readonly guidelineVersion: number;
  readonly activeSeconds: number;
  readonly wallSeconds: number;
  readonly content: LabelContent;
}

/** A label made by an assignment. */
export interface NewSubmission extends Submission {
  readonly mutation: "submitDemonstration" | "submitRanking" | "submitAnnotation";
  readonly assignmentId: string;
  /** The draft's revision that was on the screen; null overwrites whatever is stored. */
  readonly draftRevision: number | null;
}

/** A new version of a label. */
export interface Revision extends Submission {
  readonly labelId: string;
}

const kindsOf: Readonly<Record<NewSubmission["mutation"], readonly TaskKind[]>> = {
  submitDemonstration: [TaskKind.DEMONSTRATE],
  submitRanking: [TaskKind.RANK],
  submitAnnotation: [TaskKind.ANNOTATE, TaskKind.RATE],
};

/**
 * The one way in for labels of every kind: first the work is saved as the draft, in a unit of its own, so that no
 * refusal loses it; then, in one unit and once for the client's key: place, guideline version, answers, label,
 * the end of the assignment.
 */
export class SubmissionService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly prompts: PromptsService;
      readonly forms: FormsService;
      readonly tasks: TasksService;
      readonly claiming: ClaimingService;
      readonly drafts: DraftsService;
      readonly guideline: GuidelineService;
      readonly tokens: () => Promise<TokenCounter>;
    },
  ) {}

  /**
   * Submits a label exactly once for its key.
   * @throws LabelroomError BAD_INPUT, GUIDELINE_OUTDATED, LEASE_LOST, CONFLICT, IDEMPOTENCY_CONFLICT; the work is
   *   kept as the draft. DRAFT_CONFLICT where a newer draft is stored than the one that was on the screen.
   */
  async submit(viewer: Viewer, submission: NewSubmission): Promise<Label> {
    const { mutation, assignmentId, key } = submission;
    const accountId = requireAccount(viewer);
    const call = { accountId, mutation, key, input: withoutKey(submission) };
    await this.#keep(viewer, submission, call);
    const tokens = await this.#tokensOf(submission.content);
    return this.parts.store.transaction(async (tx) => {
      const own = await this.parts.claiming.own(tx, viewer, { assignmentId, operation: mutation });
      const { result } = await onceForKey(tx, call, async () => {
        const { task, access } = own;
        if (!kindsOf[mutation].includes(task.kind)) throw wrongKind(task.kind);
        await this.parts.claiming.holdForSubmission(tx, own);
        await this.#requireGuideline(tx, viewer, { access, submission });
        await this.#check(tx, task, submission.content);
        const labelId = await this.#insertLabel(tx, { accountId, assignmentId, task, access });
        await this.#insertVersion(tx, { labelId, version: 1, submission, tokens });
        await this.#holdPersonalData(tx, { accountId, promptId: task.promptId, content: submission.content });
        await this.parts.claiming.finish(tx, own);
        await this.parts.drafts.drop(tx, assignmentId);
        return { labelId };
      });
      return labelOf(tx, result.labelId);
    });
  }

  /**
   * Stores a new version of one's own label while its window is open.
   * @throws LabelroomError CONFLICT when the window has closed; else as `submit`.
   */
  async revise(viewer: Viewer, revision: Revision): Promise<Label> {
    const accountId = requireAccount(viewer);
    const { labelId, key } = revision;
    const tokens = await this.#tokensOf(revision.content);
    return this.parts.store.transaction(async (tx) => {
      const label = await tx.lockOne(Label, { id: labelId });
      if (label === null || label.accountId !== accountId) throw notYours();
      const access = await this.parts.access.requireMember(tx, viewer, {
        operation: "reviseLabel",
        projectId: label.projectId,
      });
      const call = { accountId, mutation: "reviseLabel", key, input: withoutKey(revision) };
      await onceForKey(tx, call, async () => {
        if (label.revisableUntil <= (await tx.now())) throw windowClosed();
        const [task] = await this.parts.tasks.byIds(tx, [label.taskId ?? ""]);
        if (task === undefined) throw new Error(`The task of the label ${labelId} is gone.`);
        await this.#requireGuideline(tx, viewer, { access, submission: revision });
        await this.#check(tx, task, revision.content);
        const version = label.version + 1;
        await this.#insertVersion(tx, { labelId, version, submission: revision, tokens });
        await tx.update(Label, { id: labelId }, { version });
        await this.#holdPersonalData(tx, { accountId, promptId: label.promptId, content: revision.content });
        return { labelId, version };
      });
      return labelOf(tx, labelId);
    });
  }

  /** Saves the work as the draft before anything can refuse it; a repeat of what is in already needs none. */
  async #keep(viewer: Viewer, submission: NewSubmission, call: KeyedCall): Promise<void> {
    const isRepeat = (): Promise<boolean> => this.parts.store.read((reader) => isKeyUsed(reader, call));
    if (await isRepeat()) return;
    const { assignmentId, guidelineVersion, mutation, draftRevision } = submission;
    const kind = await this.parts.store.read((reader) =>
      this.parts.tasks.kindOf(reader, viewer, assignmentId),
    );
    // Work of another kind would take the place of the draft that belongs here.
    if (kind !== null && !kindsOf[mutation].includes(kind)) throw wrongKind(kind);
    const content = { ...submission.content, guidelineVersion };
    try {
      await this.parts.drafts.save(viewer, { assignmentId, revision: draftRevision, content });
    } catch (error) {
      // The first call with this key may have committed since: then the draft is refused, the repeat is not.
      if (!(await isRepeat())) throw error;
    }
  }

  async #requireGuideline(
    tx: Transaction,
    viewer: Viewer,
    { access, submission }: { readonly access: ProjectAccess; readonly submission: Submission },
  ): Promise<void> {
    const accountId = requireAccount(viewer);
    const shownVersion = submission.guidelineVersion;
    await this.parts.guideline.requireCurrent(tx, { projectId: access.project.id, accountId, shownVersion });
  }

  /** Whether the content is what the task asks for, under the task's own version of the form. */
  async #check(tx: Transaction, task: Task, content: LabelContent): Promise<void> {
    const completionIds = await this.parts.tasks.completionIds(tx, task.id);
    const issues = [];
    if (task.kind === TaskKind.DEMONSTRATE) requireText(content.text);
    if (task.kind === TaskKind.RANK) issues.push(...rankIssues(content.ranks, completionIds));
    if (task.formId === null) {
      if (content.answers.length > 0) {
        issues.push({ path: "input.answers", rule: "asked", message: "This task asks no fields." });
      }
    } else {
      const [form] = await this.parts.forms.byIds(tx, [task.formId]);
      if (form === undefined) throw new Error(`The form ${task.formId} of a task is gone.`);
      const found = checkAnswers(definitionOf(form), content.answers, completionIds);
      issues.push(...found.map((issue) => ({ ...issue, path: `input.${issue.path}` })));
    }
    if (issues.length > 0) throw new LabelroomError("BAD_INPUT", issues);
  }

  async #insertLabel(
    tx: Transaction,
    by: {
      readonly accountId: string;
      readonly assignmentId: string;
      readonly task: Task;
      readonly access: ProjectAccess;
    },
  ): Promise<string> {
    const id = this.parts.ids.next("label");
    const submittedAt = await tx.now();
    const { revisionHours } = by.access.project.settings;
    await tx.insert(Label, {
      id,
      projectId: by.task.projectId,
      taskId: by.task.id,
      assignmentId: by.assignmentId,
      promptId: by.task.promptId,
      kind: by.task.kind,
      accountId: by.accountId,
      origin: originOf(by.access),
      formId: by.task.formId,
      version: 1,
      submittedAt,
      revisableUntil: new Date(submittedAt.getTime() + revisionHours * 3_600_000),
    });
    return id;
  }

  async #insertVersion(
    tx: Transaction,
    of: {
      readonly labelId: string;
      readonly version: number;
      readonly submission: Submission;
      readonly tokens: number | null;
    },
  ): Promise<void> {
    const id = this.parts.ids.next("labelVersion");
    const { content, guidelineVersion, activeSeconds, wallSeconds } = of.submission;
    await tx.insert(LabelVersion, {
      id,
      labelId: of.labelId,
      version: of.version,
      guidelineVersion,
      text: content.text,
      tokens: of.tokens,
      noneAcceptable: content.noneAcceptable,
      note: content.note,
      activeSeconds,
      wallSeconds,
      submittedAt: await tx.now(),
    });
    await tx.insert(
      LabelAnswer,
      content.answers.map(({ field, completionId, answer, score }) => {
        return { versionId: id, field, completionId: completionId ?? "", answer, score };
      }),
    );
    await tx.insert(
      LabelRank,
      dense(content.ranks).map((rank) => ({ versionId: id, ...rank })),
    );
  }

  /** A labeler who reports personal data stops the prompt: every later run and release leaves it out. */
  async #holdPersonalData(
    tx: Transaction,
    of: { readonly accountId: string; readonly promptId: string; readonly content: LabelContent },
  ): Promise<void> {
    const reports = of.content.answers.some(
      ({ field, answer }) => field === personalDataFieldKey && answer === "YES",
    );
    if (!reports) return;
    const reason = "labels:personal_data";
    await this.parts.prompts.placeHold(tx, { promptId: of.promptId, reason, placedBy: of.accountId });
  }

  async #tokensOf({ text }: LabelContent): Promise<number | null> {
    return text === null ? null : (await this.parts.tokens()).tokensOf(text);
  }
}

function originOf({ membership }: ProjectAccess): LabelOrigin {
  if (membership?.role !== Role.LABELER) return LabelOrigin.RESEARCHER;
  return membership.cohort === Cohort.HELD_OUT ? LabelOrigin.HELD_OUT : LabelOrigin.TRAINING;
}

function withoutKey(submission: Submission): Record<string, unknown> {
  return { ...submission, key: undefined, draftRevision: undefined };
}

function requireAccount(viewer: Viewer): string {
  const accountId = accountIdOf(viewer);
  if (accountId === null) throw new LabelroomError("UNAUTHENTICATED");
  return accountId;
}

function wrongKind(kind: TaskKind): LabelroomError {
  const message = `The task asks for ${kind}; submit that.`;
  return new LabelroomError("BAD_INPUT", [{ path: "input.assignmentId", rule: "kind", message }]);
}

function notYours(): LabelroomError {
  const message = "There is no label with this id that you may see.";
  return new LabelroomError("NOT_FOUND", [{ path: "input.labelId", rule: "exists", message }]);
}

function windowClosed(): LabelroomError {
  const message = "The time in which this label could be revised is over.";
  return new LabelroomError("CONFLICT", [{ path: "input.labelId", rule: "window", message }]);
}

async function labelOf(tx: Transaction, id: string): Promise<Label> {
  const label = await tx.findOne(Label, { where: { id } });
  if (label === null) throw new Error(`The label ${id} is gone within its own unit.`);
  return label;
}
