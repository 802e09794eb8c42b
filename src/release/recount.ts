import type { ReleaseConfig } from "./columns";
import type { Row } from "./column-types";
import { emptyTable, totalOf, type ReleaseCounts } from "./release-counter";
import type { FrozenPromptSource, LabelChoice, ReleaseKind, ReleaseSplit } from "./row-inputs";

/**
 * Counts a folder's rows again, from the files alone, in whatever order the files are read but each in its own
 * order. Prompts are counted where a file's `prompt_id` changes, as the files are sorted by it.
 */
export class Recount {
  private readonly rows = emptyTable();
  private readonly prompts = emptyTable();
  private readonly labelers = new Set<string>();
  private readonly lastPrompt = new Map<string, string>();
  private rankings = 0;
  private ties = 0;

  constructor(
    private readonly kind: ReleaseKind,
    private readonly labels: LabelChoice | null,
  ) {}

  /** Takes a checked row of `data/` or `rankings/`; false where it isn't sorted by `prompt_id`. Other configs are passed. */
  add(config: ReleaseConfig, split: ReleaseSplit, row: Row): boolean {
    if (config !== "default" && config !== "rankings") return true;
    const source = row.source as FrozenPromptSource;
    const promptId = row.prompt_id as string;
    const place = `${config}/${split}`;
    const last = this.lastPrompt.get(place);
    this.lastPrompt.set(place, promptId);
    if (config === "default") this.count(this.rows, split, source);
    const countsPrompts = (this.kind === "RM") === (config === "rankings");
    if (countsPrompts && last !== promptId) this.count(this.prompts, split, source);
    if (countsPrompts && typeof row.labeler === "string") this.labelers.add(row.labeler);
    if (config === "rankings" && row.consensus === (this.labels === "CONSENSUS")) {
      this.rankings += 1;
      this.ties += Number(row.ties);
    }
    return last === undefined || promptId >= last;
  }

  counts(): ReleaseCounts {
    return {
      rows: this.rows,
      prompts: this.prompts,
      labelers: this.labelers.size,
      rankings: this.rankings,
      pairs: this.kind === "RM" ? totalOf(this.rows) : 0,
      ties: this.ties,
    };
  }

  private count(table: ReturnType<typeof emptyTable>, split: ReleaseSplit, source: FrozenPromptSource): void {
    if (Object.hasOwn(table[split], source)) table[split][source] += 1;
  }
}
