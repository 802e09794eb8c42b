import type { Command } from "commander";
import type { App } from "../app";
import { localOperator } from "../core/viewer";
import { funnelOf } from "../preparation/preparation.service";
import { addCommand, type CommandLine, type CommonOptions, type Outcome } from "./command-line";
import { projectOf, withApp } from "./open-app";
import { slug } from "./option-values";
import { funnelText } from "./prepare";
import { table } from "./tables";

interface ReportOptions extends CommonOptions {
  readonly project: string;
}

type Agreement = Awaited<ReturnType<App["services"]["agreement"]["agreementOf"]>>;
type Statistics = Awaited<ReturnType<App["services"]["statistics"]["statistics"]>>;

/** `labelroom report`. */
export function addReportCommand(program: Command, commandLine: CommandLine): void {
  addCommand(program, "report", "what a project has, and how far its labelers agree")
    .requiredOption("--project <slug>", "the project", slug)
    .action(async (options: ReportOptions) => {
      await commandLine.run(options, () => withApp(commandLine.terminal, (app) => report(app, options)));
    });
}

async function report(app: App, options: ReportOptions): Promise<Outcome> {
  const { id: projectId } = await projectOf(app, options.project);
  const { preparation, statistics, agreement } = app.services;
  const run = await preparation.preparation(localOperator, projectId, null);
  const numbers = await statistics.statistics(localOperator, projectId);
  const asked = { projectId, filter: null, tieRule: "LEAVE_OUT_INDIFFERENT" } as const;
  const agreed = await agreement.agreementOf(localOperator, asked);
  const funnel = run === null ? null : funnelOf(run);
  return {
    json: { project: options.project, preparation: funnel, statistics: numbers, agreement: agreed },
    text: [
      funnel === null ? "Not prepared yet.\n" : funnelText(funnel),
      statisticsText(numbers),
      `${agreementText(agreed)}\n`,
    ].join("\n"),
  };
}

function statisticsText({ prompts, tasks, labels }: Statistics): string {
  return [
    table(
      ["source", "kind", "use case", "prompts"],
      prompts.map((row) => [row.source, row.kind, row.useCase ?? "", row.count]),
    ),
    table(
      ["task", "state", "tasks"],
      tasks.map((row) => [row.kind, row.state, row.count]),
    ),
    table(
      ["label", "origin", "labels"],
      labels.map((row) => [row.kind, row.origin, row.count]),
    ),
  ].join("\n");
}

/** Pairwise agreement with its error, in a line for a person. */
export function agreementText({ rankings }: Pick<Agreement, "rankings">): string {
  if (rankings === null) return "agreement: no rankings";
  const { pairwise, alphaOrdinal } = rankings;
  const { agreement, standardError, low, high, comparisons, tasks } = pairwise;
  if (agreement === null) return `agreement: none yet (${pairwise.reason ?? "too few labels"})`;
  const alpha =
    alphaOrdinal.value === null ? "" : `, Krippendorff's ordinal alpha ${alphaOrdinal.value.toFixed(3)}`;
  const error = standardError === null ? "" : ` ± ${percent(standardError)}`;
  const interval = low === null || high === null ? "" : ` (95 %: ${percent(low)} to ${percent(high)})`;
  return `agreement: ${percent(agreement)}${error}${interval}, ${comparisons} comparisons of ${tasks} tasks${alpha}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
