import type { Reader } from "../core/database/reader";
import { notFound } from "../core/errors";
import { accountIdOf, type Viewer } from "../core/viewer";
import type { CompletionsService } from "../completions/completions.service";
import { Role } from "../projects/membership.entity";
import type { PromptsService } from "../prompts/prompts.service";

/** What a question is about. */
export interface QuestionSubject {
  readonly projectId: string;
  readonly promptId: string;
  readonly taskId: string | null;
  readonly completionIds: readonly string[];
}

/** What the tasks say about a prompt. */
export interface MetPrompts {
  /** Whether the task is one of this project's and asks about this prompt. */
  isTaskOf(
    reader: Reader,
    task: { readonly projectId: string; readonly promptId: string; readonly taskId: string },
  ): Promise<boolean>;

  /** Whether the labeler was ever given a task on this prompt, or wrote it. */
  hasMet(reader: Reader, accountId: string, promptId: string): Promise<boolean>;
}

/** Checks what a question names: everything of one project, one prompt, and known to whoever asks. */
export class QuestionSubjects {
  constructor(
    private readonly prompts: PromptsService,
    private readonly completions: CompletionsService,
    private readonly tasks: MetPrompts,
  ) {}

  /**
   * @throws LabelroomError NOT_FOUND for the first id that is unknown, of another project or prompt, or, for
   *   labelers, a prompt that they have not met: in the same words.
   */
  async require(
    reader: Reader,
    asker: { readonly viewer: Viewer; readonly role: Role | null },
    { projectId, promptId, taskId, completionIds }: QuestionSubject,
  ): Promise<void> {
    const [prompt] = await this.prompts.byIds(reader, [promptId]);
    if (prompt?.projectId !== projectId) throw notFound("input.promptId", "prompt");
    if (!(await this.#mayAskAbout(reader, asker, promptId))) throw notFound("input.promptId", "prompt");
    if (taskId !== null && !(await this.tasks.isTaskOf(reader, { projectId, promptId, taskId }))) {
      throw notFound("input.taskId", "task");
    }
    const completions = await this.completions.byIds(reader, completionIds);
    const known = new Set(completions.filter((found) => found.promptId === promptId).map(({ id }) => id));
    const missing = completionIds.findIndex((id) => !known.has(id));
    if (missing !== -1) throw notFound(`input.completionIds.${missing}`, "completion");
  }

  async #mayAskAbout(
    reader: Reader,
    { viewer, role }: { readonly viewer: Viewer; readonly role: Role | null },
    promptId: string,
  ): Promise<boolean> {
    const accountId = accountIdOf(viewer);
    if (role !== Role.LABELER || accountId === null) return true;
    return this.tasks.hasMet(reader, accountId, promptId);
  }
}
