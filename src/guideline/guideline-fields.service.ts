import { In } from "typeorm";
import type { RequestContext } from "../core/context";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { notFound } from "../core/errors";
import { loaderOf } from "../core/loaders";
import { accountIdOf } from "../core/viewer";
import type { EdgeCase } from "../room/edge-case.entity";
import type { EdgeCasesService } from "../room/edge-cases.service";
import { Guideline, GuidelineHead, GuidelineText } from "./guideline.entity";
import { lineDiff, type DiffPart } from "./line-diff";
import { owesAcknowledgement } from "./version-rule";

/** What the viewer acknowledged in one project. */
interface Acknowledged {
  readonly projectId: string;
  readonly lastRequired: number | null;
  readonly versions: ReadonlySet<number>;
}

interface Cited {
  readonly key: string;
  readonly edgeCases: EdgeCase[];
}

/** What lists and events show of guideline versions, read in batches for each request. */
export class GuidelineFieldsService {
  constructor(
    private readonly store: Store,
    private readonly edgeCases: EdgeCasesService,
  ) {}

  /** A version by its id, for events that name it. */
  async guideline(context: RequestContext, id: string): Promise<Guideline> {
    const loader = loaderOf(context, "guidelines", {
      read: (ids) => this.store.read((reader) => reader.find(Guideline, { where: { id: In([...ids]) } })),
      keyOf: (row) => row.id,
    });
    const guideline = await loader.load(id);
    if (guideline === null) throw new Error(`The log names the guideline ${id}, which is gone.`);
    return guideline;
  }

  /** The Markdown of a version. */
  async markdown(context: RequestContext, guidelineId: string): Promise<string> {
    const loader = loaderOf(context, "guidelineTexts", {
      read: (ids) =>
        this.store.read((reader) => reader.find(GuidelineText, { where: { guidelineId: In([...ids]) } })),
      keyOf: (row) => row.guidelineId,
    });
    const row = await loader.load(guidelineId);
    if (row === null) throw new Error(`The guideline version ${guidelineId} has no text.`);
    return row.markdown;
  }

  /** How an earlier or later version became this one. @throws LabelroomError NOT_FOUND. */
  async diff(context: RequestContext, guideline: Guideline, from: number): Promise<DiffPart[]> {
    const { projectId } = guideline;
    const other = await this.store.read((reader) =>
      reader.findOne(Guideline, { where: { projectId, version: from } }),
    );
    if (other === null) throw notFound("from", "guideline version");
    const [before, after] = [
      await this.markdown(context, other.id),
      await this.markdown(context, guideline.id),
    ];
    return lineDiff(before, after);
  }

  /** The questions that a version cites, oldest first. */
  async foldsIn(context: RequestContext, { projectId, version }: Guideline): Promise<EdgeCase[]> {
    const loader = loaderOf(context, "guidelineCitations", {
      read: (keys) => this.store.read((reader) => this.#cited(reader, keys)),
      keyOf: (row) => row.key,
    });
    return (await loader.load(citationKey(projectId, version)))?.edgeCases ?? [];
  }

  /** Whether the viewer acknowledged this very version. */
  async isAcknowledged(context: RequestContext, { projectId, version }: Guideline): Promise<boolean> {
    return (await this.#acknowledged(context, projectId))?.versions.has(version) ?? false;
  }

  /** Whether the viewer's work waits for an acknowledgement that this version would be. */
  async mustAcknowledge(context: RequestContext, { projectId, version }: Guideline): Promise<boolean> {
    const standing = await this.#acknowledged(context, projectId);
    if (standing === null || standing.lastRequired === null || version < standing.lastRequired) return false;
    const acknowledged = standing.versions.size === 0 ? null : Math.max(...standing.versions);
    return owesAcknowledgement({ lastRequired: standing.lastRequired, acknowledged });
  }

  /** Null for viewers without an account. */
  async #acknowledged(context: RequestContext, projectId: string): Promise<Acknowledged | null> {
    const accountId = accountIdOf(context.viewer);
    if (accountId === null) return null;
    const loader = loaderOf(context, "guidelineAcknowledgements", {
      read: (projectIds) => this.store.snapshot((reader) => acknowledgedBy(reader, accountId, projectIds)),
      keyOf: (row) => row.projectId,
    });
    return loader.load(projectId);
  }

  async #cited(reader: Reader, keys: readonly string[]): Promise<Cited[]> {
    const byKey = new Map<string, EdgeCase[]>(keys.map((key) => [key, []]));
    const asked = keys.map(partsOf);
    for (const projectId of new Set(asked.map((part) => part.projectId))) {
      const versions = asked.filter((part) => part.projectId === projectId).map(({ version }) => version);
      for (const edgeCase of await this.edgeCases.citedBy(reader, projectId, versions)) {
        byKey.get(citationKey(projectId, edgeCase.foldedInto))?.push(edgeCase);
      }
    }
    return [...byKey].map(([key, edgeCases]) => ({ key, edgeCases }));
  }
}

function citationKey(projectId: string, version: number | null): string {
  return `${projectId}@${version}`;
}

function partsOf(key: string): { readonly projectId: string; readonly version: number } {
  const at = key.lastIndexOf("@");
  return { projectId: key.slice(0, at), version: Number(key.slice(at + 1)) };
}

async function acknowledgedBy(
  reader: Reader,
  accountId: string,
  projectIds: readonly string[],
): Promise<Acknowledged[]> {
  const heads = await reader.find(GuidelineHead, { where: { projectId: In([...projectIds]) } });
  const rows = await reader.rows<{ projectId: string; version: number }>(
    `SELECT g.project_id AS "projectId", g.version AS version
     FROM guideline_acknowledgements a JOIN guidelines g ON g.id = a.guideline_id
     WHERE a.account_id = :accountId AND g.project_id IN (:projectIds)`,
    { accountId, projectIds },
  );
  return heads.map(({ projectId, lastRequired }) => {
    const own = rows.filter((row) => row.projectId === projectId);
    return { projectId, lastRequired, versions: new Set(own.map(({ version }) => version)) };
  });
}
