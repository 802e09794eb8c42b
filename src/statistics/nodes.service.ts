import type { EntityTarget } from "typeorm";
import type { AccountsService } from "../accounts/accounts.service";
import type { CompletionsService } from "../completions/completions.service";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { LabelroomError, notFound, type ErrorCode } from "../core/errors";
import { idKinds } from "../core/ids";
import { Job } from "../core/jobs/job.entity";
import type { Node } from "../core/node.types";
import { accountIdOf, type Viewer } from "../core/viewer";
import { LabelForm } from "../forms/label-form.entity";
import { Guideline } from "../guideline/guideline.entity";
import type { LabelsService } from "../labels/labels.service";
import { PreparationRun } from "../preparation/preparation-run.entity";
import type { Operation } from "../projects/access";
import type { Access } from "../projects/access.service";
import { Membership } from "../projects/membership.entity";
import type { ProjectsService } from "../projects/projects.service";
import type { PromptsService } from "../prompts/prompts.service";
import type { EdgeCasesService } from "../room/edge-cases.service";
import { Message } from "../room/message.entity";
import { Task } from "../tasks/task.entity";

/** Loads what an id of one kind names, for whoever may see it; refuses or gives null otherwise. */
export type NodeLoader = (viewer: Viewer, id: string) => Promise<Node | null>;

/** Loaders by the prefix of the ids they take. */
export type NodeLoaders = Readonly<Record<string, NodeLoader>>;

/** What belongs to a project and is seen by whoever may call one of its operations. */
interface OfProject extends Node {
  readonly projectId: string;
}

/** What tells that something exists is told to nobody who may not see it. */
const hidden: readonly ErrorCode[] = ["NOT_FOUND", "FORBIDDEN", "CANDIDATE_ONLY"];

/** Anything by its id: the prefix says the kind, the kind's own rule says who may see it. */
export class NodesService {
  readonly #loaders: NodeLoaders;

  /** `below` are the loaders of folders that stand below this one. */
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly accounts: AccountsService;
      readonly projects: ProjectsService;
      readonly prompts: PromptsService;
      readonly completions: CompletionsService;
      readonly edgeCases: EdgeCasesService;
      readonly labels: LabelsService;
    },
    below: NodeLoaders,
  ) {
    this.#loaders = { ...this.#ownLoaders(), ...below };
  }

  /**
   * What an id names.
   * @throws LabelroomError UNAUTHENTICATED; NOT_FOUND, in the same words for ids that are unknown, malformed or of
   *   something that the viewer may not see.
   */
  async node(viewer: Viewer, id: string): Promise<Node> {
    this.parts.access.require(viewer, "node");
    const node = await this.#load(viewer, id);
    if (node === null) throw notFound("id", "thing");
    return node;
  }

  async #load(viewer: Viewer, id: string): Promise<Node | null> {
    const prefix = id.slice(0, Math.max(0, id.indexOf("_")));
    if (!Object.hasOwn(this.#loaders, prefix)) return null;
    try {
      return await this.#loaders[prefix](viewer, id);
    } catch (error) {
      if (error instanceof LabelroomError && hidden.includes(error.code)) return null;
      throw error;
    }
  }

  #ownLoaders(): NodeLoaders {
    const { projects, prompts, edgeCases, labels } = this.parts;
    return {
      [idKinds.account]: (viewer, id) => this.#account(viewer, id),
      [idKinds.completion]: (viewer, id) => this.#completion(viewer, id),
      [idKinds.edgeCase]: (viewer, id) => edgeCases.edgeCase(viewer, id),
      [idKinds.form]: this.#ofProject(LabelForm, "labelForm"),
      [idKinds.guideline]: this.#ofProject(Guideline, "guideline"),
      [idKinds.job]: this.#ofProject(Job, "job"),
      [idKinds.label]: (viewer, id) => labels.label(viewer, id),
      [idKinds.membership]: this.#ofProject(Membership, "project"),
      [idKinds.message]: this.#ofProject(Message, "roomMessages"),
      [idKinds.project]: (viewer, id) => projects.project(viewer, { id }),
      [idKinds.prompt]: (viewer, id) => prompts.prompt(viewer, id),
      [idKinds.run]: this.#ofProject(PreparationRun, "preparation"),
      [idKinds.task]: this.#ofProject(Task, "taskQueue"),
    };
  }

  #ofProject(entity: EntityTarget<OfProject>, operation: Operation): NodeLoader {
    return (viewer, id) =>
      this.parts.store.read(async (reader) => {
        const row = await reader.findOne(entity, { where: { id } });
        return row === null ? null : this.#ifAllowed(reader, viewer, { row, operation });
      });
  }

  /** A completion names its model: it is seen by whoever may see its prompt. */
  #completion(viewer: Viewer, id: string): Promise<Node | null> {
    return this.parts.store.read(async (reader) => {
      const [row] = await this.parts.completions.byIds(reader, [id]);
      return row === undefined ? null : this.#ifAllowed(reader, viewer, { row, operation: "prompt" });
    });
  }

  /** An account for itself and for admins. */
  #account(viewer: Viewer, id: string): Promise<Node | null> {
    if (accountIdOf(viewer) !== id) this.parts.access.require(viewer, "accounts");
    return this.parts.store.read((reader) => this.parts.accounts.byId(reader, id));
  }

  async #ifAllowed<T extends OfProject>(
    reader: Reader,
    viewer: Viewer,
    { row, operation }: { readonly row: T; readonly operation: Operation },
  ): Promise<T> {
    await this.parts.access.requireMember(reader, viewer, { operation, projectId: row.projectId });
    return row;
  }
}
