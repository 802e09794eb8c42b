import { createHash } from "node:crypto";
import { In } from "typeorm";
import { onceForKey } from "../core/database/client-keys";
import { pageOf } from "../core/database/keyset";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { Transaction } from "../core/database/transaction";
import { LabelroomError, notFound, refusal } from "../core/errors";
import type { Ids } from "../core/ids";
import type { PageRequest } from "../core/paging";
import type { Connection } from "../core/paging.types";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import type { EdgeCasesService } from "../room/edge-cases.service";
import { Guideline, GuidelineAcknowledgement, GuidelineHead, GuidelineText } from "./guideline.entity";
import type { AcknowledgeGuidelineInput, PublishGuidelineInput } from "./guideline.inputs";
import { acceptsVersion, type GuidelineStanding } from "./version-rule";

type GuidelineContent = Omit<PublishGuidelineInput, "key">;

/** The guideline: published in numbered versions, acknowledged, and held against work. */
export class GuidelineService {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly access: Access;
      readonly ids: Ids;
      readonly edgeCases: EdgeCasesService;
    },
  ) {}

  /**
   * Publishes the next version; everybody in the room hears of it, and the questions it cites are folded in.
   * Whoever publishes has acknowledged it.
   * @throws LabelroomError FORBIDDEN, IDEMPOTENCY_CONFLICT; CONFLICT where somebody published meanwhile or an
   *   earlier version cites a question; NOT_FOUND for a question that the project doesn't have.
   */
  async publish(viewer: Viewer, { key, ...content }: PublishGuidelineInput): Promise<Guideline> {
    const { projectId } = content;
    return this.parts.store.transaction(async (tx) => {
      await this.parts.access.requireMember(tx, viewer, { operation: "publishGuideline", projectId });
      const work = (): Promise<{ version: number }> => this.#publish(tx, viewer, content);
      const accountId = accountIdOf(viewer) ?? viewer.kind;
      const { version } = key
        ? (await onceForKey(tx, { accountId, mutation: "publishGuideline", key, input: content }, work))
            .result
        : await work();
      return required(await versionOf(tx, projectId, version), "input.projectId");
    });
  }

  /** A version, the current one by default; null before the first. @throws LabelroomError NOT_FOUND. */
  async guideline(viewer: Viewer, projectId: string, version: number | null): Promise<Guideline | null> {
    return this.parts.store.snapshot(async (reader) => {
      await this.parts.access.requireMember(reader, viewer, { operation: "guideline", projectId });
      if (version !== null) return required(await versionOf(reader, projectId, version), "version");
      const { current } = await this.#head(reader, projectId);
      return current === null ? null : versionOf(reader, projectId, current);
    });
  }

  /** A project's versions, newest first. */
  async list(viewer: Viewer, projectId: string, page: PageRequest): Promise<Connection<Guideline>> {
    return this.parts.store.read(async (reader) => {
      await this.parts.access.requireMember(reader, viewer, { operation: "guidelines", projectId });
      const query = reader
        .select(Guideline, "guideline")
        .where("guideline.projectId = :projectId", { projectId });
      return pageOf(query, page, {
        columns: ["guideline.version"],
        direction: "DESC",
        keyOf: (guideline) => [guideline.version],
      });
    });
  }

  /**
   * Notes that the viewer read a version and will work by it; again is no change.
   * @throws LabelroomError FORBIDDEN, CANDIDATE_ONLY, NOT_FOUND.
   */
  async acknowledge(viewer: Viewer, { projectId, version }: AcknowledgeGuidelineInput): Promise<Guideline> {
    return this.parts.store.transaction(async (tx) => {
      await this.parts.access.requireMember(tx, viewer, { operation: "acknowledgeGuideline", projectId });
      const guideline = required(await versionOf(tx, projectId, version), "input.version");
      const accountId = accountIdOf(viewer);
      if (accountId === null) throw new LabelroomError("FORBIDDEN");
      const acknowledgedAt = await tx.now();
      await tx.insertNew(GuidelineAcknowledgement, { accountId, guidelineId: guideline.id, acknowledgedAt });
      return guideline;
    });
  }

  /**
   * Holds the version that was on the screen against the current state; part of the unit that stores a label.
   * Returns the version that the label is made under.
   * @throws LabelroomError GUIDELINE_OUTDATED with `data.guidelineVersion` to read and acknowledge; BAD_INPUT for
   *   a version that was never published; CONFLICT where the project has no guideline yet.
   */
  async requireCurrent(
    reader: Reader,
    work: { readonly projectId: string; readonly accountId: string; readonly shownVersion: number },
  ): Promise<number> {
    const decision = acceptsVersion(work.shownVersion, await this.standing(reader, work));
    switch (decision.kind) {
      case "ACCEPTED":
        return work.shownVersion;
      case "OUTDATED":
        throw outdated(decision.read);
      case "UNKNOWN":
        throw refusal(
          "BAD_INPUT",
          "input.guidelineVersion",
          "published",
          "There is no such version of the guideline.",
        );
      case "NONE_PUBLISHED":
        throw refusal(
          "CONFLICT",
          "input.guidelineVersion",
          "published",
          "The project has no guideline yet: a researcher publishes the first version with publishGuideline.",
        );
    }
  }

  /** Where an account stands before a project's guideline. */
  async standing(
    reader: Reader,
    { projectId, accountId }: { readonly projectId: string; readonly accountId: string },
  ): Promise<GuidelineStanding> {
    const head = await this.#head(reader, projectId);
    const [row] = await reader.rows<{ version: number | null }>(
      `SELECT MAX(g.version) AS version FROM guideline_acknowledgements a JOIN guidelines g ON g.id = a.guideline_id
       WHERE a.account_id = :accountId AND g.project_id = :projectId`,
      { accountId, projectId },
    );
    return { ...head, acknowledged: row?.version ?? null };
  }

  /** Versions of a project by number, in ascending order, without their texts. */
  versions(reader: Reader, projectId: string, versions: readonly number[]): Promise<Guideline[]> {
    return reader.find(Guideline, {
      where: { projectId, version: In([...versions]) },
      order: { version: "ASC" },
    });
  }

  async #head(
    reader: Reader,
    projectId: string,
  ): Promise<Pick<GuidelineStanding, "current" | "lastRequired">> {
    const head = await reader.findOne(GuidelineHead, { where: { projectId } });
    return { current: head?.version || null, lastRequired: head?.lastRequired ?? null };
  }

  async #publish(tx: Transaction, viewer: Viewer, content: GuidelineContent): Promise<{ version: number }> {
    const { projectId, requiresAcknowledgement } = content;
    const head = await lockedHead(tx, projectId);
    if (head.version !== content.expectedVersion) throw publishedMeanwhile(head.version);
    const version = head.version + 1;
    const lastRequired = requiresAcknowledgement ? version : head.lastRequired;
    await tx.update(GuidelineHead, { projectId }, { version, lastRequired });
    const guidelineId = await this.#insert(tx, viewer, { content, version });
    await this.parts.edgeCases.foldIn(tx, {
      projectId,
      edgeCaseIds: content.foldsIn ?? [],
      guidelineVersion: version,
    });
    const actorId = accountIdOf(viewer);
    tx.append({ projectId, kind: "GuidelinePublished", actorId, refs: { guidelineId, version } });
    const details = { version, requiresAcknowledgement };
    tx.audit({
      ...actorOf(viewer),
      action: "publishGuideline",
      projectId,
      targetId: guidelineId,
      result: "DONE",
      details,
    });
    return { version };
  }

  async #insert(
    tx: Transaction,
    viewer: Viewer,
    { content, version }: { readonly content: GuidelineContent; readonly version: number },
  ): Promise<string> {
    const { projectId, markdown, priorities, phase, note, requiresAcknowledgement } = content;
    const id = this.parts.ids.next("guideline");
    const publishedById = accountIdOf(viewer);
    const publishedAt = await tx.now();
    const sha256 = createHash("sha256").update(markdown, "utf8").digest("hex");
    await tx.insert(Guideline, {
      id,
      projectId,
      version,
      sha256,
      priorities,
      phase,
      note,
      requiresAcknowledgement,
      publishedById,
      publishedAt,
    });
    await tx.insert(GuidelineText, { guidelineId: id, markdown });
    if (publishedById !== null) {
      const acknowledgement = { accountId: publishedById, guidelineId: id, acknowledgedAt: publishedAt };
      await tx.insert(GuidelineAcknowledgement, acknowledgement);
    }
    return id;
  }
}

/** The head's row, locked, so that two publications at once get different numbers and one of them CONFLICT. */
async function lockedHead(tx: Transaction, projectId: string): Promise<GuidelineHead> {
  await tx.insertNew(GuidelineHead, { projectId, version: 0, lastRequired: null });
  const head = await tx.lockOne(GuidelineHead, { projectId });
  if (head === null) throw new Error(`The guideline head of ${projectId} is gone within its own unit.`);
  return head;
}

function versionOf(reader: Reader, projectId: string, version: number): Promise<Guideline | null> {
  return reader.findOne(Guideline, { where: { projectId, version } });
}

function required(guideline: Guideline | null, path: string): Guideline {
  if (guideline === null) throw notFound(path, "guideline version");
  return guideline;
}

function outdated(read: number): LabelroomError {
  const message = `Read version ${read} of the guideline and acknowledge it where it asks for that; then submit again.`;
  const issue = { path: "input.guidelineVersion", rule: "current", message };
  return new LabelroomError("GUIDELINE_OUTDATED", [issue], { guidelineVersion: read });
}

function publishedMeanwhile(current: number): LabelroomError {
  const message = `The current version is ${current}: look at what changed, then publish from there.`;
  const issue = { path: "input.expectedVersion", rule: "current", message };
  return new LabelroomError("CONFLICT", [issue], { guidelineVersion: current });
}
