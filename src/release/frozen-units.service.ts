import { In, MoreThan } from "typeorm";
import type { CompletionsService } from "../completions/completions.service";
import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import { LabelAnswer, LabelVersion } from "../labels/label.entity";
import type { PromptsService } from "../prompts/prompts.service";
import { textsOf } from "./freezable-prompts.service";
import {
  promptOf,
  rankingOf,
  sftRowOf,
  type AnswerOfLabel,
  type FrozenUnit,
  type FrozenValues,
  type PromptTexts,
} from "./frozen-values";
import type { Release } from "./release.entity";
import { ReleaseRow } from "./release.entity";
import type { ReleaseUnits } from "./release-units";
import type { FrozenPrompt, FrozenRanking, FrozenSftRow } from "./row-inputs";

/** Units to a page: a ranking of nine long completions is some 100 kB. */
const unitsToPage = 200;

type Kind = FrozenValues["kind"];
type ValuesOf<K extends Kind> = Extract<FrozenValues, { readonly kind: K }>;
type Rows = readonly ReleaseRow[];

/** Reads frozen units back, in the order of the files, with the texts that they don't hold. */
export class FrozenUnits {
  constructor(
    private readonly parts: {
      readonly store: Store;
      readonly prompts: PromptsService;
      readonly completions: CompletionsService;
    },
  ) {}

  /** All units of a release in pages. */
  of({ id, kind }: Pick<Release, "id" | "kind">): ReleaseUnits {
    switch (kind) {
      case "SFT":
        return { kind, pages: this.#pages(id, (reader, rows) => this.#sftRows(reader, rows)) };
      case "RM":
        return { kind, pages: this.#pages(id, (reader, rows) => this.#rankings(reader, rows)) };
      case "PPO":
        return { kind, pages: this.#pages(id, (reader, rows) => this.#prompts(reader, rows)) };
    }
  }

  async *#pages<U>(
    releaseId: string,
    thaw: (reader: Reader, rows: Rows) => Promise<U[]>,
  ): AsyncGenerator<readonly U[]> {
    for (let after = -1; ;) {
      const { units, last } = await this.parts.store.read(async (reader) => {
        const where = { releaseId, position: MoreThan(after) };
        const rows = await reader.find(ReleaseRow, { where, order: { position: "ASC" }, take: unitsToPage });
        return { units: await thaw(reader, rows), last: rows.at(-1)?.position };
      });
      if (last === undefined) return;
      yield units;
      after = last;
    }
  }

  async #prompts(reader: Reader, rows: Rows): Promise<FrozenPrompt[]> {
    const texts = await this.#texts(reader, rows);
    return rows.map((row) => promptOf(unitOf(row, "PPO"), texts(row.promptId)));
  }

  async #sftRows(reader: Reader, rows: Rows): Promise<FrozenSftRow[]> {
    const texts = await this.#texts(reader, rows);
    const versions = await reader.find(LabelVersion, {
      where: { id: In(versionIds(rows)) },
      select: { id: true, text: true },
    });
    const demonstrations = new Map(versions.map(({ id, text }) => [id, text]));
    return rows.map((row) =>
      sftRowOf(unitOf(row, "SFT"), texts(row.promptId), demonstrations.get(row.labelVersionId ?? "") ?? null),
    );
  }

  async #rankings(reader: Reader, rows: Rows): Promise<FrozenRanking[]> {
    const texts = await this.#texts(reader, rows);
    const units = rows.map((row) => ({ row, unit: unitOf(row, "RM") }));
    const ids = new Set(units.flatMap(({ unit }) => unit.values.completions.map(({ id }) => id)));
    const completions = await this.parts.completions.byIds(reader, [...ids]);
    const completionTexts = new Map(completions.map(({ id, text }) => [id, text]));
    const answers = await answersOf(reader, rows);
    return units.map(({ row, unit }) =>
      rankingOf(unit, {
        prompt: texts(row.promptId),
        completionTexts,
        answers: answers.get(row.labelVersionId ?? "") ?? [],
      }),
    );
  }

  async #texts(reader: Reader, rows: Rows): Promise<(promptId: string) => PromptTexts> {
    const whole = await this.parts.prompts.whole(reader, [...new Set(rows.map(({ promptId }) => promptId))]);
    return (promptId) => {
      const found = whole.get(promptId);
      if (found === undefined) throw new Error(`The prompt ${promptId} of a frozen release is gone.`);
      return textsOf(found);
    };
  }
}

function unitOf<K extends Kind>({ promptId, split, frozen }: ReleaseRow, kind: K): FrozenUnit<ValuesOf<K>> {
  if (frozen.kind !== kind) throw new Error(`The row holds values of ${frozen.kind}, not of ${kind}.`);
  return { promptId, split, values: frozen as ValuesOf<K> };
}

function versionIds(rows: Rows): string[] {
  return rows.flatMap(({ labelVersionId }) => (labelVersionId === null ? [] : [labelVersionId]));
}

async function answersOf(reader: Reader, rows: Rows): Promise<Map<string, AnswerOfLabel[]>> {
  const found = await reader.find(LabelAnswer, {
    where: { versionId: In(versionIds(rows)) },
    order: { versionId: "ASC", completionId: "ASC", field: "ASC" },
  });
  const byVersion = new Map<string, AnswerOfLabel[]>();
  for (const { versionId, field, completionId, answer, score } of found) {
    const answers = byVersion.get(versionId) ?? [];
    answers.push({ field, completionId, answer, score });
    byVersion.set(versionId, answers);
  }
  return byVersion;
}
