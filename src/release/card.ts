import { typeInWords } from "./column-types";
import { headerText, loadedHeader } from "./card-header";
import type { ConfigFiles } from "./config-files";
import { loadingSection } from "./card-loading";
import { folderName, type ReleaseDescription } from "./manifest";
import { splitTotal, totalOf, type CountedRelease, type SplitSourceCounts } from "./release-counter";
import { releaseSplits, splitWords } from "./row-inputs";

/** What a card is made of. */
export interface CardParts {
  readonly description: ReleaseDescription;
  readonly counted: CountedRelease;
  readonly configs: readonly ConfigFiles[];
}

/** The dataset card, `README.md`: the header that `datasets` loads by, then words for people. */
export function cardText(parts: CardParts): string {
  const { description, counted, configs } = parts;
  const rows = totalOf(counted.counts.rows);
  const title = titleOf(description);
  const { kind } = description.release;
  const header = headerText({ title, kind, counted, rows }, loadedHeader(configs));
  const sections = [
    `# ${escaped(title)}`,
    introduction(parts),
    loadingSection(description, configs),
    columnSection(configs),
    countSection(parts),
    funnelSection(description),
    labelerSection(parts),
    agreementSection(description),
    consentSection(description),
    limitSection(description),
    licenseSection(counted),
  ];
  return `${header}\n${sections.join("\n\n")}\n`;
}

/** The title of a release: `Helpful v3 (RM)`. */
export function titleOf({ release, erasure }: ReleaseDescription): string {
  const revision = erasure === null ? "" : `, erasure revision ${erasure.revision}`;
  return `${release.name} v${release.version} (${release.kind}${revision})`;
}

const contents = {
  SFT: "Prompts with a demonstration each, to fine-tune a model on what a labeler would have answered.",
  RM: "Completions of the same prompt ranked by a labeler, as comparisons and as whole rankings, to train a reward model.",
  PPO: "Prompts alone, to train a policy against a reward model.",
} as const;

function introduction({ description }: CardParts): string {
  const { release, project, labelroomVersion, erasure } = description;
  const lines = [
    contents[release.kind],
    `Release ${release.version} of "${escaped(release.name)}", from the project "${escaped(project.name)}", frozen ${release.frozenAt} by Labelroom ${escaped(labelroomVersion)}. ` +
      `\`manifest.json\` says how it was made; \`sha256sum -c SHA256SUMS\` or \`labelroom verify ${folderName(description)}\` proves that it is whole.`,
  ];
  if (release.note !== null && release.note !== "") lines.push(`> ${escaped(release.note)}`);
  if (erasure !== null) {
    lines.push(
      `After an erasure ${erasure.rows} rows are gone from it; this is revision ${erasure.revision}.`,
    );
  }
  return lines.join("\n\n");
}

function columnSection(configs: readonly ConfigFiles[]): string {
  const tables = configs.map(({ config, columns }) => {
    const rows = columns.map((column) => `| ${column.name} | ${typeInWords(column)} | ${column.meaning} |`);
    return `### Config \`${config}\`\n\n| column | type | meaning |\n| --- | --- | --- |\n${rows.join("\n")}`;
  });
  return `## Columns\n\n${tables.join("\n\n")}`;
}

function countSection({ description, counted }: CardParts): string {
  const { counts } = counted;
  const lines = [`## Counts\n\n${countTable("rows", counts.rows)}`, countTable("prompts", counts.prompts)];
  if (description.release.kind === "RM") {
    lines.push(
      `${counts.rankings} rankings gave ${counts.pairs} comparisons; ${counts.ties} ties gave none.`,
    );
  }
  return lines.join("\n\n");
}

function countTable(what: string, counts: SplitSourceCounts): string {
  const rows = releaseSplits.map((split) => {
    const { CUSTOMER, LABELER } = counts[split];
    return `| ${splitWords[split]} | ${CUSTOMER} | ${LABELER} | ${splitTotal(counts, split)} |`;
  });
  return `| ${what} | customer | labeler | all |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
}

function funnelSection({ preparation }: ReleaseDescription): string {
  const runs = preparation.map(({ runId, seed, steps }) => {
    const rows = steps.map(({ step, in: before, out, dropped }) => {
      const reasons = Object.entries(dropped)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([reason, count]) => `${reason} ${count}`);
      return `| ${step} | ${before} | ${out} | ${reasons.join(", ") || "-"} |`;
    });
    return `Run ${runId}, seed ${seed}:\n\n| step | in | out | dropped |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
  });
  const none = "The prompts went through no preparation run.";
  return `## Preparation\n\n${runs.length === 0 ? none : runs.join("\n\n")}`;
}

function labelerSection({ description, counted }: CardParts): string {
  if (description.release.kind === "PPO")
    return "## Labelers\n\nNobody labeled these prompts for this release.";
  const labels = new Map(counted.guidelineUse.map((use) => [use.version, use.labels]));
  const rows = description.guidelines.map(
    ({ version, phase, publishedAt }) =>
      `| ${version} | ${phase} | ${publishedAt} | ${labels.get(version) ?? 0} |`,
  );
  const scope =
    description.parameters.pseudonyms === "PROJECT"
      ? "pseudonyms that stay the same over the project's releases"
      : "pseudonyms of this release alone";
  const table = `| guideline | phase | published | labels |\n| --- | --- | --- | --- |\n${rows.join("\n")}`;
  return `## Labelers\n\n${counted.counts.labelers} labelers, under ${scope}.${rows.length === 0 ? "" : `\n\n${table}`}`;
}

function agreementSection({ agreement }: ReleaseDescription): string {
  if (agreement === null)
    return "## Agreement\n\nNot measured: that takes two tasks or more that several labelers ranked.";
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  const { pairwise, standardError, tasks } = agreement;
  return `## Agreement\n\nPairwise agreement ${percent(pairwise)} ± ${percent(standardError)} (standard error) on ${tasks} tasks of the project that several labelers ranked.`;
}

function consentSection({ preparation }: ReleaseDescription): string {
  const reasons = (reason: string): number =>
    preparation.reduce(
      (sum, run) => sum + run.steps.reduce((inRun, step) => inRun + (step.dropped[reason] ?? 0), 0),
      0,
    );
  return [
    "## Consent and personal data",
    "Customer prompts are here only with their writer's consent, given after a notice that what they type may be used to train; withdrawn prompts are left out of later releases. " +
      `Preparation left out ${reasons("NO_CONSENT")} without consent and ${reasons("WITHDRAWN")} withdrawn.`,
    `Prompts of the train split in which personal data was found were left out (${reasons("PERSONAL_DATA")}); validation and test were not filtered, and no detector finds everything. ` +
      "Ids of customers, organizations and accounts are not part of a release.",
  ].join("\n\n");
}

const limits = {
  SFT: ["A demonstration is one person's ideal answer under the guideline of its day."],
  RM: [
    "Ties give no comparison; they are in the config `rankings`.",
    "All comparisons of a prompt share its completions: shuffled as rows they overfit within an epoch. Weight the rows, or group them by `ranking_id`.",
    "No trainer named above reads `weight` by itself.",
  ],
  PPO: ["Reward functions of RLOO and GRPO get every extra column by name."],
} as const;

function limitSection({ release }: ReleaseDescription): string {
  const shared = "The labelers are a small group; what they agree on is not what everybody would.";
  const lines = [...limits[release.kind], ...(release.kind === "PPO" ? [] : [shared])];
  return `## Limits\n\n${lines.map((line) => `- ${line}`).join("\n")}`;
}

function licenseSection({ licenses }: CountedRelease): string {
  const known = licenses.known.map((license) => `- ${escaped(license)}`);
  if (licenses.hasUnknown) known.push("- not stated");
  const list = known.length === 0 ? "- not stated" : known.join("\n");
  return `## License\n\nOf the prompts, as their column \`license\` says:\n\n${list}`;
}

/** What people typed, as one line of Markdown that shows what they typed. */
function escaped(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.replace(/[\\`*_[\]<>|~&]|^[#+=-]/g, (mark) => `\\${mark}`);
}
