import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import type { RequestContext } from "../core/context";
import { refusal } from "../core/errors";
import { largestPage } from "../core/paging.types";
import { AgreementFilterInput } from "./agreement.inputs";
import { mostWorstTasks, type AgreementService } from "./agreement.service";
import {
  AgreementReport,
  FieldAgreementType,
  LabelerPairKappaType,
  TieRuleEnum,
  WorstTaskType,
} from "./agreement.types";
import type { TieRule } from "./pairwise";

@Resolver(() => AgreementReport)
export class AgreementResolver {
  constructor(private readonly service: AgreementService) {}

  @Query(() => AgreementReport, { description: "How far a project's labelers agree." })
  agreement(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Arg("filter", () => AgreementFilterInput, {
      nullable: true,
      description: "Which labels; all without it.",
    })
    filter: AgreementFilterInput | null,
    @Arg("tieRule", () => TieRuleEnum, {
      defaultValue: TieRuleEnum.LEAVE_OUT_INDIFFERENT,
      description: "What a tie counts.",
    })
    tieRule: TieRule,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AgreementReport> {
    return this.service.agreementOf(viewer, { projectId, filter, tieRule });
  }

  @FieldResolver(() => [WorstTaskType], {
    nullable: true,
    description:
      "The tasks of the largest disagreement, worst first: by rankings, or by answers where no rankings are measured. " +
      "Null for viewers, who see aggregates alone.",
  })
  worstTasks(
    @Root() { worstTasks }: AgreementReport,
    @Arg("first", () => Int, { defaultValue: 10, description: "How many, 1 to 50." }) first: number,
  ): readonly WorstTaskType[] | null {
    refuseBeyond(first, mostWorstTasks);
    return worstTasks?.slice(0, first) ?? null;
  }
}

@Resolver(() => FieldAgreementType)
export class FieldAgreementResolver {
  @FieldResolver(() => [LabelerPairKappaType], {
    nullable: true,
    description:
      "Cohen's kappa of every two labelers who share a unit, most shared units first. Null for viewers, who see " +
      "aggregates alone.",
  })
  cohenKappas(
    @Root() { cohenKappas }: FieldAgreementType,
    @Arg("first", () => Int, { defaultValue: 50, description: "How many, 1 to 100." }) first: number,
  ): readonly LabelerPairKappaType[] | null {
    refuseBeyond(first, largestPage);
    return cohenKappas?.slice(0, first) ?? null;
  }
}

function refuseBeyond(first: number, most: number): void {
  if (first >= 1 && first <= most) return;
  throw refusal("BAD_INPUT", "first", "range", `Ask for 1 to ${most}, not ${first}.`);
}
