import { LabelroomError, type Issue } from "../core/errors";
import { compareBytes } from "../core/seeded";
import { fewShotTemplateVersion } from "../prompts/few-shot-text";
import type { FewShotParameters, ReleaseParameters } from "./manifest";
import type { PseudonymScope } from "./pseudonyms";
import {
  releaseSplits,
  type FrozenPromptKind,
  type FrozenPromptSource,
  type LabelChoice,
  type MarginRule,
  type ReleaseKind,
  type ReleaseSplit,
  type ReleaseView,
  type Weighting,
} from "./row-inputs";

/** Which prompts a release may hold; null doesn't restrict. */
export interface ReleaseFilter {
  readonly useCases: readonly string[] | null;
  /** BCP 47, as the preparation run detected them. */
  readonly languages: readonly string[] | null;
  readonly sources: readonly FrozenPromptSource[] | null;
  readonly kinds: readonly FrozenPromptKind[] | null;
  readonly splits: readonly ReleaseSplit[] | null;
}

/** What a person asks for; what is null or absent gets its default. */
export interface ReleaseWishes {
  readonly kind: ReleaseKind;
  readonly filter?:
    { readonly [Name in keyof ReleaseFilter]?: ReleaseFilter[Name] | undefined } | null | undefined;
  readonly seed: number;
  readonly labels?: LabelChoice | null | undefined;
  readonly weighting?: Weighting | null | undefined;
  readonly margin?: MarginRule | null | undefined;
  readonly views?: readonly ReleaseView[] | null | undefined;
  readonly plain?: { readonly promptSuffix: string } | null | undefined;
  readonly disjointFrom: readonly string[];
  readonly fewShot?: FewShotWishes | null | undefined;
  readonly pseudonyms: PseudonymScope;
}

/** How rows of few-shot prompts are to be built. */
export interface FewShotWishes {
  readonly construction: FewShotParameters["construction"];
  readonly sets?: number | null | undefined;
  readonly shown?: number | null | undefined;
}

const defaultSuffix = "\n\n";
/** Sampled sets: how many sets of how many examples, unless told. */
const defaultSets = 4;
const defaultShown = 3;

/**
 * The parameters of a release, each decided: defaults filled in, lists in one order, what the kind doesn't know null.
 * @throws LabelroomError BAD_INPUT with an issue for each choice that the kind doesn't have.
 */
export function releaseParameters(wishes: ReleaseWishes): ReleaseParameters {
  const issues = issuesOf(wishes);
  if (issues.length > 0) throw new LabelroomError("BAD_INPUT", issues);
  const { kind, seed, margin, views, plain, disjointFrom, pseudonyms } = wishes;
  return {
    filter: { ...filterOf(wishes) },
    seed,
    labels: kind === "PPO" ? null : "EACH",
    weighting: weightingOf(wishes),
    margin: margin ?? null,
    views: viewsOf(kind, views ?? null),
    plain: { promptSuffix: plain?.promptSuffix ?? defaultSuffix },
    disjointFrom: sortedSet(disjointFrom),
    fewShot: fewShotOf(wishes),
    pseudonyms,
  };
}

/** The filter that a release was made with, from its parameters. */
export function releaseFilterOf({ filter }: ReleaseParameters): ReleaseFilter {
  return filter as unknown as ReleaseFilter;
}

function issuesOf({ kind, labels, weighting, margin, views, fewShot }: ReleaseWishes): Issue[] {
  const issues: Issue[] = [];
  const refuse = (field: string, rule: string, message: string): void => {
    issues.push({ path: `input.${field}`, rule, message });
  };
  if (labels === "CONSENSUS")
    refuse("labels", "offered", "Releases of consensus rankings are not offered yet; take EACH.");
  if (kind === "PPO" && labels) refuse("labels", "kind", "A PPO release has no labels.");
  if (kind === "PPO" && weighting) refuse("weighting", "kind", "A PPO release has no weights.");
  if (kind === "SFT" && weighting === "PER_RANKING")
    refuse("weighting", "kind", "An SFT release has no rankings.");
  if (kind !== "RM" && margin)
    refuse("margin", "kind", "Only comparisons have a margin: it is for RM releases.");
  if (kind === "PPO" && views?.includes("OPENAI") === true)
    refuse("views", "kind", "OpenAI takes no prompts alone.");
  if (kind !== "SFT" && fewShot)
    refuse("fewShot", "kind", "Only SFT releases build rows of few-shot prompts.");
  if (fewShot?.construction === "LEAVE_ONE_OUT" && (fewShot.sets || fewShot.shown)) {
    refuse("fewShot", "construction", "Sets have a number and a size under SAMPLED_SETS alone.");
  }
  return issues;
}

function filterOf({ kind, filter }: ReleaseWishes): ReleaseFilter {
  const list = <T extends string>(values: readonly T[] | null | undefined): readonly T[] | null =>
    values ? sortedSet(values) : null;
  return {
    useCases: list(filter?.useCases),
    languages: list(filter?.languages),
    sources: list(filter?.sources) ?? (kind === "PPO" ? ["CUSTOMER"] : null),
    kinds: list(filter?.kinds),
    splits: filter?.splits ? releaseSplits.filter((split) => filter.splits?.includes(split)) : null,
  };
}

function weightingOf({ kind, weighting }: ReleaseWishes): Weighting | null {
  if (kind === "PPO") return null;
  return weighting ?? (kind === "RM" ? "PER_RANKING" : "NONE");
}

function viewsOf(kind: ReleaseKind, views: readonly ReleaseView[] | null): readonly ReleaseView[] {
  const all: readonly ReleaseView[] = kind === "PPO" ? ["PLAIN"] : ["PLAIN", "OPENAI"];
  return views === null ? all : all.filter((view) => views.includes(view));
}

function fewShotOf({ kind, fewShot }: ReleaseWishes): FewShotParameters | null {
  if (kind !== "SFT") return null;
  const construction = fewShot?.construction ?? "LEAVE_ONE_OUT";
  const isSampled = construction === "SAMPLED_SETS";
  return {
    template: fewShotTemplateVersion,
    construction,
    sets: isSampled ? (fewShot?.sets ?? defaultSets) : null,
    shown: isSampled ? (fewShot?.shown ?? defaultShown) : null,
  };
}

function sortedSet<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort(compareBytes);
}
