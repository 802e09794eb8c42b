import { Field, Float, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import type { AnswerKind, FieldScope } from "../forms/form-definition";
import { AnswerKind as AnswerKindEnum, FieldScope as FieldScopeEnum } from "../forms/forms.types";
import { Cohort } from "../projects/membership.entity";
import type { KappaWeighting } from "./cohen-kappa";
import type { TieRule } from "./pairwise";
import { undefinedReasons, type UndefinedReason } from "./statistic";

/** The tie rules as the schema knows them. */
export const TieRuleEnum = {
  LEAVE_OUT_INDIFFERENT: "LEAVE_OUT_INDIFFERENT",
  TIE_IS_AN_ANSWER: "TIE_IS_AN_ANSWER",
  TIE_IS_HALF: "TIE_IS_HALF",
} as const satisfies { readonly [Rule in TieRule]: Rule };

/** The weightings of Cohen's kappa that a report uses. */
const KappaWeightingEnum = {
  UNWEIGHTED: "UNWEIGHTED",
  LINEAR: "LINEAR",
  QUADRATIC: "QUADRATIC",
} as const satisfies { readonly [Weighting in KappaWeighting]: Weighting };

const reasonCodes = Object.keys(undefinedReasons) as UndefinedReason[];
const UndefinedReasonEnum = Object.fromEntries(reasonCodes.map((code) => [code, code]));

registerEnumType(TieRuleEnum, {
  name: "TieRule",
  description: "What a tie counts when two labelers' rankings are compared.",
  valuesConfig: {
    LEAVE_OUT_INDIFFERENT: {
      description: "A comparison that either labeler ties is left out; by chance half of the rest agree.",
    },
    TIE_IS_AN_ANSWER: { description: "Better, worse and tied are three answers; the same answer agrees." },
    TIE_IS_HALF: { description: "Tied and tied agree; tied and better, or worse, agree by half." },
  },
});
registerEnumType(KappaWeightingEnum, {
  name: "KappaWeighting",
  description: "How much a disagreement of two labelers weighs.",
  valuesConfig: {
    UNWEIGHTED: { description: "All alike." },
    LINEAR: { description: "By the distance of the values." },
    QUADRATIC: { description: "By the square of the distance." },
  },
});
registerEnumType(UndefinedReasonEnum, {
  name: "UndefinedReason",
  description: "Why a statistic has no value.",
  valuesConfig: Object.fromEntries(
    Object.entries(undefinedReasons).map(([code, description]) => [code, { description }]),
  ),
});

@ObjectType("Statistic", { simpleResolvers: true, description: "A statistic, or why it has no value." })
export class StatisticType {
  @Field(() => Float, { nullable: true, description: "Its value; null where it means nothing." })
  value: number | null;

  @Field(() => UndefinedReasonEnum, { nullable: true, description: "Why the value is null." })
  reason: UndefinedReason | null;
}

@ObjectType("PairwiseAgreement", {
  simpleResolvers: true,
  description:
    "How often two labelers prefer alike between the same two completions of a task. Shares are of 1.",
})
export class PairwiseAgreementType {
  @Field(() => TieRuleEnum, { description: "What a tie counted." })
  tieRule: TieRule;

  @Field(() => Float, { nullable: true, description: "The share of comparisons that agree." })
  agreement: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "With tasks as the sampling units, since comparisons within a task hang together.",
  })
  standardError: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "As if all comparisons were independent: usually too small.",
  })
  binomialStandardError: number | null;

  @Field(() => Float, { nullable: true, description: "Where the 95 % interval begins." })
  low: number | null;

  @Field(() => Float, { nullable: true, description: "Where the 95 % interval ends." })
  high: number | null;

  @Field(() => Int, { description: "Comparisons that count." })
  comparisons: number;

  @Field(() => Int, { description: "Comparisons that the tie rule left out." })
  leftOut: number;

  @Field(() => Int, { description: "Tasks with a comparison that counts." })
  tasks: number;

  @Field(() => Int, { description: "Labelers with a comparison that counts." })
  labelers: number;

  @Field(() => Int, { description: "Pairs of completions that single labelers ranked, in all rankings." })
  judgments: number;

  @Field(() => Int, { description: "How many of those they tied." })
  ties: number;

  @Field(() => UndefinedReasonEnum, {
    nullable: true,
    description: "Why the agreement, or else its standard error, is null.",
  })
  reason: UndefinedReason | null;
}

@ObjectType("RankingAgreement", {
  simpleResolvers: true,
  description: "How far labelers agree in their rankings.",
})
export class RankingAgreementType {
  @Field(() => Int, { description: "Rankings of the cohort, those of tasks with a single label included." })
  rankings: number;

  @Field(() => PairwiseAgreementType, { description: "Of the cohort's labelers with each other." })
  pairwise: PairwiseAgreementType;

  @Field(() => PairwiseAgreementType, {
    nullable: true,
    description:
      "Of the cohort's labelers with researchers on the same tasks; null where no researcher ranked one.",
  })
  againstResearchers: PairwiseAgreementType | null;

  @Field(() => StatisticType, { description: "Kendall's tau-b, mean over pairs of rankings of a task." })
  kendallTauB: StatisticType;

  @Field(() => StatisticType, { description: "Kendall's W, corrected for ties, mean over tasks." })
  kendallW: StatisticType;

  @Field(() => StatisticType, {
    description: "Krippendorff's ordinal alpha of the ranks; a unit is a completion within its task.",
  })
  alphaOrdinal: StatisticType;
}

@ObjectType("ValueShare", { simpleResolvers: true, description: "How often a value was given." })
export class ValueShareType {
  @Field(() => String, { description: "The answer; a point of a scale in digits." })
  value: string;

  @Field(() => Int, { description: "Answers with this value." })
  labels: number;

  @Field(() => Float, { description: "Its share of the answers, that is of those who were asked; 0 to 1." })
  share: number;
}

@ObjectType("LabelerPairKappa", { simpleResolvers: true, description: "Cohen's kappa of two labelers." })
export class LabelerPairKappaType {
  @Field(() => ID, { description: "The account of the one." })
  firstAccountId: string;

  @Field(() => ID, { description: "The account of the other." })
  secondAccountId: string;

  @Field(() => Int, { description: "What both answered for." })
  units: number;

  @Field(() => StatisticType, { description: "The kappa." })
  kappa: StatisticType;
}

@ObjectType("FieldAgreement", {
  simpleResolvers: true,
  description:
    "How far labelers agree in their answers to one field, through all form versions that ask it alike.",
})
export class FieldAgreementType {
  @Field(() => String, { description: "The label form." })
  form: string;

  @Field(() => [Int], { description: "The form's versions that ask it alike." })
  versions: readonly number[];

  @Field(() => String, { description: "The field's key." })
  field: string;

  @Field(() => FieldScopeEnum, { description: "What it asks about." })
  scope: FieldScope;

  @Field(() => AnswerKindEnum, { description: "What an answer looks like." })
  answerKind: AnswerKind;

  @Field(() => Int, { description: "Answers that were given." })
  labels: number;

  @Field(() => Int, {
    description: "Tasks, or completions of tasks, that two labelers or more answered for.",
  })
  units: number;

  @Field(() => [ValueShareType], { description: "How often each value was given, by value." })
  prevalence: readonly ValueShareType[];

  @Field(() => Float, {
    nullable: true,
    description: "The share of pairs of labels of a unit that are equal; null where no unit has two.",
  })
  observed: number | null;

  @Field(() => StatisticType, { description: "Krippendorff's alpha, values only equal or not." })
  alphaNominal: StatisticType;

  @Field(() => StatisticType, { description: "Krippendorff's alpha by the order of the values." })
  alphaOrdinal: StatisticType;

  @Field(() => StatisticType, { description: "Krippendorff's alpha by the distance of the values." })
  alphaInterval: StatisticType;

  @Field(() => StatisticType, { description: "Fleiss' kappa." })
  fleissKappa: StatisticType;

  @Field(() => StatisticType, { description: "Gwet's AC1, steady where nearly all answers hold one value." })
  gwetAc1: StatisticType;

  @Field(() => KappaWeightingEnum, { description: "How Cohen's kappas weigh: QUADRATIC for scales." })
  kappaWeighting: KappaWeighting;

  /** Null for who sees aggregates alone. */
  cohenKappas: readonly LabelerPairKappaType[] | null;
}

@ObjectType("WorstTask", { simpleResolvers: true, description: "A task on which labelers disagree." })
export class WorstTaskType {
  @Field(() => ID, { description: "The task." })
  taskId: string;

  @Field(() => ID, { description: "Its prompt." })
  promptId: string;

  @Field(() => Float, { description: "The share of comparisons that disagree, 0 to 1." })
  disagreement: number;

  @Field(() => Int, { description: "The comparisons." })
  comparisons: number;

  @Field(() => Int, { description: "The labels of the cohort it has." })
  labels: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "How far labelers agree, over the last versions of all submitted labels that the filter leaves.",
})
export class AgreementReport {
  @Field(() => Cohort, { description: "Whose labels were compared with each other." })
  cohort: Cohort;

  @Field(() => Int, { description: "Labels of the cohort that were read." })
  labels: number;

  @Field(() => RankingAgreementType, {
    nullable: true,
    description: "Agreement in rankings; null where the filter names a field or a kind without rankings.",
  })
  rankings: RankingAgreementType | null;

  @Field(() => [FieldAgreementType], {
    description: "Agreement in each field that was answered, by form and field.",
  })
  fields: readonly FieldAgreementType[];

  /** Null for who sees aggregates alone. */
  worstTasks: readonly WorstTaskType[] | null;
}
