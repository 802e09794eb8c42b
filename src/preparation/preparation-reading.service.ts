import type { Reader } from "../core/database/reader";
import type { Store } from "../core/database/store";
import type { PromptsService, WholePrompt } from "../prompts/prompts.service";
import type { PromptContent, PromptFacts } from "./facts";
import { PersonalDataOverrule } from "./personal-data-overrule.entity";
import { StoredSplit } from "./split-assignment.entity";
import type { Split } from "./steps";

/** Prompts to a page of the first pass. */
const pageSize = 1000;
/** Rows to a page of stored splits and overrules. */
const storedPageSize = 10_000;

/** What a run reads: the project's prompts, and what earlier runs and people left. */
export class PreparationReading {
  constructor(
    private readonly store: Store,
    private readonly prompts: PromptsService,
  ) {}

  /** Every visible prompt of a project once, in pages in the order of import. */
  async *pages(reader: Reader, projectId: string): AsyncGenerator<readonly PromptFacts[]> {
    for (let after = 0; ;) {
      const page = await this.prompts.preparable(reader, { projectId, after, limit: pageSize });
      const last = page.at(-1);
      if (last === undefined) return;
      yield page.map((row) => ({ ...factsOf(row), isHeld: row.isHeld, isWithdrawn: row.isWithdrawn }));
      after = last.prompt.sequence;
    }
  }

  /** What these prompts say. */
  async contents(promptIds: readonly string[]): Promise<readonly PromptContent[]> {
    const whole = await this.store.read((reader) => this.prompts.whole(reader, promptIds));
    return [...whole.values()].map(contentOf);
  }

  /** The splits stored so far, by the holder's name. */
  async splits(reader: Reader, projectId: string): Promise<Map<string, Split>> {
    const splits = new Map<string, Split>();
    for (let after = ""; ;) {
      const page = await reader
        .select(StoredSplit, "stored")
        .where("stored.projectId = :projectId AND stored.holder > :after", { projectId, after })
        .orderBy("stored.holder", "ASC")
        .limit(storedPageSize)
        .getMany();
      for (const { holder, split } of page) splits.set(holder, split);
      const last = page.at(-1);
      if (last === undefined) return splits;
      after = last.holder;
    }
  }

  /** The keys of the finds that somebody has overruled in a project. */
  async overrules(projectId: string): Promise<ReadonlySet<string>> {
    const rows = await this.store.read((reader) =>
      reader.find(PersonalDataOverrule, { where: { projectId }, select: { findKey: true } }),
    );
    return new Set(rows.map(({ findKey }) => findKey));
  }
}

function contentOf({ prompt, examples }: WholePrompt): PromptContent {
  return {
    id: prompt.id,
    kind: prompt.kind,
    text: prompt.storedText,
    context: prompt.context,
    instruction: prompt.instruction,
    examples: examples.map(({ query, response }) => ({ query, response })),
    query: prompt.openQuery,
  };
}

function factsOf(whole: WholePrompt): Omit<PromptFacts, "isHeld" | "isWithdrawn"> {
  const { prompt } = whole;
  return {
    ...contentOf(whole),
    externalId: prompt.externalId,
    source: prompt.source,
    externalUserId: prompt.externalUserId,
    organizationId: prompt.organizationId,
    authorId: prompt.authorId,
    channel: prompt.channel,
    hasConsent: prompt.consent,
    submittedAt: prompt.submittedAt?.toISOString() ?? null,
    sequence: prompt.sequence,
  };
}
