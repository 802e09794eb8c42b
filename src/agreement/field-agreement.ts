import type { AnswerKind, FieldScope } from "../forms/form-definition";
import { cohenKappas, type KappaWeighting, type LabelerKappa } from "./cohen-kappa";
import { fleissKappa } from "./fleiss-kappa";
import type { FormQuestion } from "./form-questions";
import { gwetAc1 } from "./gwet-ac1";
import { krippendorffAlpha } from "./krippendorff-alpha";
import { prevalence, type ValuePrevalence } from "./prevalence";
import type { Ratings } from "./ratings";
import type { Statistic } from "./statistic";

/** How far labelers agree in their answers to one question. */
export interface FieldAgreement {
  readonly form: string;
  readonly versions: readonly number[];
  readonly field: string;
  readonly scope: FieldScope;
  readonly answerKind: AnswerKind;
  /** Answers that were given. */
  readonly labels: number;
  /** Tasks, or completions of tasks, that two labelers or more answered for. */
  readonly units: number;
  readonly prevalence: readonly ValuePrevalence[];
  /** The share of pairs of labels of a unit that are equal, mean over units; null where no unit has two labels. */
  readonly observed: number | null;
  readonly alphaNominal: Statistic;
  readonly alphaOrdinal: Statistic;
  readonly alphaInterval: Statistic;
  readonly fleissKappa: Statistic;
  readonly gwetAc1: Statistic;
  /** Quadratic for scales, plain for the rest. */
  readonly kappaWeighting: KappaWeighting;
  /** Every two labelers who share a unit, those with most shared units first. */
  readonly cohenKappas: readonly LabelerKappa[];
}

/** All statistics of one question. */
export function fieldAgreement(question: FormQuestion, ratings: Ratings): FieldAgreement {
  const { form, versions, field, scope, answerKind, offered } = question;
  const kappaWeighting = answerKind === "SCALE" ? "QUADRATIC" : "UNWEIGHTED";
  const alphaNominal = krippendorffAlpha(ratings, "NOMINAL");
  const fleiss = fleissKappa(ratings);
  return {
    form,
    versions,
    field,
    scope,
    answerKind,
    labels: ratings.valueCodes.length,
    units: alphaNominal.units,
    prevalence: prevalence(ratings),
    observed: fleiss.observed,
    alphaNominal,
    alphaOrdinal: krippendorffAlpha(ratings, "ORDINAL"),
    alphaInterval: krippendorffAlpha(ratings, "INTERVAL"),
    fleissKappa: fleiss,
    gwetAc1: gwetAc1(ratings, { categories: Math.max(offered, ratings.values.length) }),
    kappaWeighting,
    // The sort is stable: at equal units the pairs stay in their order.
    cohenKappas: cohenKappas(ratings, kappaWeighting).sort((a, b) => b.units - a.units),
  };
}
