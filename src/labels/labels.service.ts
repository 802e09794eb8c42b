import { In } from "typeorm";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { LabelroomError, notFound } from "../core/errors";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import { accountIdOf, type Viewer } from "../core/viewer";
import { Role } from "../projects/membership.entity";
import type { Access } from "../projects/access.service";
import type { TasksService } from "../tasks/tasks.service";
import { Label, LabelAnswer, LabelRank, LabelVersion } from "./label.entity";
import type { MyWork } from "./labels.types";

/** A label's version with what it says. */
export interface WholeVersion {
  readonly version: LabelVersion;
  readonly answers: readonly LabelAnswer[];
  readonly ranks: readonly LabelRank[];
}

/** Labels: one's own for labelers, all of a project's for researchers. */
export class LabelsService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
    private readonly tasks: TasksService,
  ) {}

  /** A label for its author, or for a researcher. Others' labels do not exist for labelers. */
  async label(viewer: Viewer, id: string): Promise<Label> {
    return this.store.read(async (reader) => {
      const label = await reader.findOne(Label, { where: { id } });
      if (label === null) {
        this.access.require(viewer, "node");
        throw notFound("id", "label");
      }
      const isAllowed = await this.#maySee(reader, viewer, label);
      if (!isAllowed) throw notFound("id", "label");
      return label;
    });
  }

  /** What the viewer holds, has begun and has done in a project. */
  async myWork(viewer: Viewer, projectId: string): Promise<MyWork> {
    return this.store.snapshot(async (reader) => {
      await this.access.requireMember(reader, viewer, { operation: "myWork", projectId });
      const accountId = accountIdOf(viewer) ?? "";
      const current = await this.tasks.current(reader, projectId, accountId);
      return {
        projectId,
        accountId,
        current,
        drafts: await this.tasks.withDrafts(reader, projectId, accountId),
      };
    });
  }

  /** The viewer's own labels in a project, newest first. */
  async own({ projectId, accountId }: MyWork, page: PageRequest): Promise<Connection<Label>> {
    return this.store.read((reader) => {
      const query = reader.select(Label, "label");
      query.where("label.projectId = :projectId AND label.accountId = :accountId", { projectId, accountId });
      return pageOf(query, page, {
        columns: ["label.submittedAt", "label.id"],
        direction: "DESC",
        keyOf: (label) => [label.submittedAt.toISOString(), label.id],
      });
    });
  }

  /** The labels of tasks, by task; for loaders of researchers' views. */
  async loadByTask(taskIds: readonly string[]): Promise<{ taskId: string; labels: Label[] }[]> {
    const rows = await this.store.read((reader) =>
      reader.find(Label, { where: { taskId: In([...taskIds]) }, order: { submittedAt: "ASC", id: "ASC" } }),
    );
    return taskIds.map((taskId) => ({ taskId, labels: rows.filter((row) => row.taskId === taskId) }));
  }

  /** All versions of labels, by label, oldest first; for loaders. */
  async loadVersions(labelIds: readonly string[]): Promise<{ labelId: string; versions: LabelVersion[] }[]> {
    const rows = await this.store.read((reader) =>
      reader.find(LabelVersion, { where: { labelId: In([...labelIds]) }, order: { version: "ASC" } }),
    );
    return labelIds.map((labelId) => ({ labelId, versions: rows.filter((row) => row.labelId === labelId) }));
  }

  /** The answers of versions, by version, by field and completion; for loaders. */
  async loadAnswers(versionIds: readonly string[]): Promise<{ versionId: string; answers: LabelAnswer[] }[]> {
    const rows = await this.store.read((reader) =>
      reader.find(LabelAnswer, {
        where: { versionId: In([...versionIds]) },
        order: { field: "ASC", completionId: "ASC" },
      }),
    );
    return versionIds.map((versionId) => ({
      versionId,
      answers: rows.filter((row) => row.versionId === versionId),
    }));
  }

  /** The ranks of versions, by version, best first; for loaders. */
  async loadRanks(versionIds: readonly string[]): Promise<{ versionId: string; ranks: LabelRank[] }[]> {
    const rows = await this.store.read((reader) =>
      reader.find(LabelRank, {
        where: { versionId: In([...versionIds]) },
        order: { rank: "ASC", completionId: "ASC" },
      }),
    );
    return versionIds.map((versionId) => ({
      versionId,
      ranks: rows.filter((row) => row.versionId === versionId),
    }));
  }

  async #maySee(reader: Reader, viewer: Viewer, label: Label): Promise<boolean> {
    try {
      const { projectId } = label;
      const { membership } = await this.access.requireMember(reader, viewer, {
        operation: "label",
        projectId,
      });
      return (
        membership === null || membership.role === Role.RESEARCHER || label.accountId === membership.accountId
      );
    } catch (error) {
      if (error instanceof LabelroomError && error.code === "NOT_FOUND") return false;
      throw error;
    }
  }
}
