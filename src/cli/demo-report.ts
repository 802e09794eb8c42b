import type { DemoReport } from "../demo/run-demo";
import type { ReleaseExport } from "../release/exporting.service";
import { exportJson, exportText } from "./export";
import { funnelText } from "./prepare";
import { agreementText } from "./report";

type FunnelRows = Parameters<typeof funnelText>[0]["funnel"];
type Splits = Parameters<typeof funnelText>[0]["splits"];

/** The demo's result for programs. */
export function demoJson(
  report: DemoReport,
  written: readonly ReleaseExport[],
  isProved: boolean,
): Record<string, unknown> {
  return {
    ...funnelOf(report),
    tasks: report.tasks,
    labels: report.agreement.labels,
    agreement: report.agreement.rankings,
    rounds: report.rounds,
    releases: written.map(exportJson),
    verified: isProved,
  };
}

/** The demo's result for a person: funnel, agreement, releases. */
export function demoText(report: DemoReport, written: readonly ReleaseExport[], isProved: boolean): string {
  const { rankings } = report.agreement;
  const agreement =
    rankings === null ? "agreement: no rankings" : agreementText({ rankings: rankings as never });
  const words = isProved ? "All folders are what they say." : "A folder is not what it says.";
  return `${funnelText(funnelOf(report))}\n${agreement}\n\n${written.map(exportText).join("")}${words}\n`;
}

function funnelOf({ preparation }: DemoReport): { funnel: FunnelRows; splits: Splits } {
  const funnel = (preparation.funnel ?? []).map(({ step, in: entered, out, dropped }) => ({
    ...{ step, in: entered, out },
    dropped: Object.fromEntries(dropped.map(({ reason, count }) => [reason, count])),
  }));
  const splits = Object.fromEntries((preparation.splits ?? []).map(({ split, count }) => [split, count]));
  return { funnel: funnel as unknown as FunnelRows, splits: splits as unknown as Splits };
}
