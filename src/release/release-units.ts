import { ppoRows } from "./ppo-rows";
import { rankingRows } from "./rm-rows";
import type { FrozenPrompt, FrozenRanking, FrozenSftRow, RowShape } from "./row-inputs";
import { sftRows } from "./sft-rows";
import type { UnitRows } from "./unit-rows";

/** The frozen units of a release in pages, sorted by prompt id, then label id, over all splits. */
export type ReleaseUnits =
  | { readonly kind: "SFT"; readonly pages: AsyncIterable<readonly FrozenSftRow[]> }
  | { readonly kind: "RM"; readonly pages: AsyncIterable<readonly FrozenRanking[]> }
  | { readonly kind: "PPO"; readonly pages: AsyncIterable<readonly FrozenPrompt[]> };

/** The rows of each unit, a page at a time; no page is held longer than it takes to write it. */
export async function* unitRows(units: ReleaseUnits, shape: RowShape): AsyncGenerator<Iterable<UnitRows>> {
  switch (units.kind) {
    case "SFT":
      for await (const page of units.pages) yield mapped(page, (row) => sftRows(row, shape));
      return;
    case "RM":
      for await (const page of units.pages) yield mapped(page, (ranking) => rankingRows(ranking, shape));
      return;
    case "PPO":
      for await (const page of units.pages) yield mapped(page, (prompt) => ppoRows(prompt, shape));
      return;
  }
}

function* mapped<T>(page: readonly T[], rows: (unit: T) => UnitRows): Generator<UnitRows> {
  for (const unit of page) yield rows(unit);
}
