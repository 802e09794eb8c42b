import { In } from "typeorm";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { notFound } from "../core/errors";
import type { Ids } from "../core/ids";
import { actorOf, accountIdOf, type Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import { PersonalDataOverrule } from "./personal-data-overrule.entity";
import { overruleKey } from "./pii";
import type { OverrulePersonalDataInput } from "./preparation.inputs";
import { StoredFind } from "./prompt-outcome.entity";

/** A prompt's finds in one run. */
export interface FindsOfPrompt {
  /** `findsKey` of run and prompt. */
  readonly key: string;
  readonly finds: StoredFind[];
}

/** Finds of personal data: read, and overruled by people. */
export class PersonalDataService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
    private readonly ids: Ids,
  ) {}

  /**
   * Notes that finds of the project's current run are no personal data; every later run keeps to it. Again is no
   * change: the first reason stays.
   * @throws LabelroomError FORBIDDEN; NOT_FOUND where the current run has no such find.
   */
  async overrule(viewer: Viewer, input: OverrulePersonalDataInput): Promise<StoredFind[]> {
    const { projectId, promptId, reason } = input;
    return this.store.transaction(async (tx) => {
      const operation = "overrulePersonalData";
      const { project } = await this.access.requireMember(tx, viewer, { operation, projectId });
      const found = await tx.find(StoredFind, {
        where: { runId: project.currentRunId ?? "", promptId },
        order: { position: "ASC" },
      });
      const finds = found.filter((find) => agrees(find, input));
      if (finds.length === 0) throw notFound("input.promptId", "find of personal data");
      const overruledAt = await tx.now();
      await tx.insertNew(
        PersonalDataOverrule,
        finds.map((find) => ({
          id: this.ids.next("find"),
          projectId,
          promptId,
          findKey: overruleKey(promptId, find),
          reason,
          overruledBy: accountIdOf(viewer),
          overruledAt,
        })),
      );
      const details = { finds: finds.length };
      tx.audit({
        ...actorOf(viewer),
        action: operation,
        projectId,
        targetId: promptId,
        result: "DONE",
        details,
      });
      return finds;
    });
  }

  /** The finds of outcomes by `findsKey`, each prompt's in their places; for loaders. */
  async loadFinds(keys: readonly string[]): Promise<FindsOfPrompt[]> {
    const places = keys.map((key) => placeOf(key));
    const rows = await this.store.read((reader) =>
      reader.find(StoredFind, {
        where: {
          runId: In([...new Set(places.map(({ runId }) => runId))]),
          promptId: In(places.map(({ promptId }) => promptId)),
        },
        order: { promptId: "ASC", position: "ASC" },
      }),
    );
    const byKey = new Map<string, StoredFind[]>();
    for (const row of rows) byKey.set(findsKey(row), [...(byKey.get(findsKey(row)) ?? []), row]);
    return keys.map((key) => ({ key, finds: byKey.get(key) ?? [] }));
  }

  /** Overrules by the key of their find, for loaders. */
  loadOverrules(findKeys: readonly string[]): Promise<PersonalDataOverrule[]> {
    return this.store.read((reader: Reader) =>
      reader.find(PersonalDataOverrule, { where: { findKey: In([...findKeys]) } }),
    );
  }
}

/** The key under which an outcome's finds are loaded. */
export function findsKey({ runId, promptId }: { readonly runId: string; readonly promptId: string }): string {
  return `${runId}|${promptId}`;
}

function placeOf(key: string): { readonly runId: string; readonly promptId: string } {
  const [runId = "", promptId = ""] = key.split("|");
  return { runId, promptId };
}

function agrees(find: StoredFind, { type, start, end, turn }: OverrulePersonalDataInput): boolean {
  return (
    (type ?? find.type) === find.type &&
    (start ?? find.start) === find.start &&
    (end ?? find.end) === find.end &&
    (turn ?? find.turn) === find.turn
  );
}
