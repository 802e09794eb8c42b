/** The steps of a preparation run in their order, each with the reasons for which it drops a prompt. */
export const preparationSteps = [
  { step: "CONSENT", reasons: ["NO_CONSENT", "WITHDRAWN", "HELD", "NOT_PLAYGROUND"] },
  { step: "DEDUPE", reasons: ["DUPLICATE_PREFIX"] },
  { step: "CAP", reasons: ["USER_CAP", "ORGANIZATION_CAP"] },
  { step: "SPLIT", reasons: ["USER_IN_ANOTHER_SPLIT"] },
  { step: "PII", reasons: ["PERSONAL_DATA"] },
  { step: "MEASURE", reasons: [] },
] as const satisfies readonly { readonly step: string; readonly reasons: readonly string[] }[];

/** The name of a step. */
export type PreparationStep = (typeof preparationSteps)[number]["step"];

/** Why a step dropped a prompt. */
export type DropReason = (typeof preparationSteps)[number]["reasons"][number];

/** The three data sets that a prompt may belong to. */
export const splits = ["TRAIN", "VALIDATION", "TEST"] as const;

/** One of the three data sets. */
export type Split = (typeof splits)[number];

/** Every reason, in the order of the steps. */
export const dropReasons: readonly DropReason[] = preparationSteps.flatMap(
  ({ reasons }): readonly DropReason[] => reasons,
);

const stepByReason = new Map<DropReason, PreparationStep>(
  preparationSteps.flatMap(({ step, reasons }) =>
    reasons.map((reason: DropReason): [DropReason, PreparationStep] => [reason, step]),
  ),
);

/** The step that a reason belongs to. */
export function stepOfReason(reason: DropReason): PreparationStep {
  const step = stepByReason.get(reason);
  if (step === undefined) throw new Error(`No step drops for the reason ${reason}.`);
  return step;
}
