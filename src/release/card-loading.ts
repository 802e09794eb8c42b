import type { ConfigFiles } from "./config-files";
import { folderName, type ReleaseDescription } from "./manifest";

/** The loading lines of a card: how today's trainers read the folder, for its kind and the views it has. */
export function loadingSection(description: ReleaseDescription, configs: readonly ConfigFiles[]): string {
  const folder = folderName(description);
  const names = configs.map(({ config }) => config);
  const loads = names.map((name) =>
    name === "default" ? `load_dataset("./${folder}")` : `load_dataset("./${folder}", "${name}")`,
  );
  const python = ["from datasets import load_dataset", ...loads].join("\n");
  const hasValidation = configs.some(
    ({ config, files }) => config === "default" && files.some(({ split }) => split === "VALIDATION"),
  );
  const test = hasValidation ? " --dataset_test_split validation" : "";
  const rows = [...trainerRows(description, { folder, test }), ...viewRows(description, { folder, names })];
  const table = rows.map(([trainer, how]) => `| ${trainer} | ${how} |`).join("\n");
  return `## Loading it\n\n\`\`\`python\n${python}\n\`\`\`\n\n| with | how |\n| --- | --- |\n${table}`;
}

type LoadingRow = readonly [string, string];

function trainerRows(
  { release }: ReleaseDescription,
  { folder, test }: { readonly folder: string; readonly test: string },
): LoadingRow[] {
  const trl = (command: string): string => `\`trl ${command} --dataset_name ./${folder}${test}\``;
  switch (release.kind) {
    case "SFT":
      return [
        ["TRL", trl("sft")],
        [
          "OpenRLHF",
          `\`--data.apply_chat_template --data.dataset ${folder} --data.input_key prompt --data.output_key completion\``,
        ],
      ];
    case "RM":
      return [
        ["TRL", `${trl("reward")}, ${trl("dpo")}`],
        ["OpenRLHF", `\`--data.apply_chat_template --data.dataset ${folder} --data.prompt_key prompt\``],
        [
          "Axolotl, DPO",
          `\`path: ${folder}/data/train.jsonl, ds_type: json, type: chat_template.default, field_messages: prompt\``,
        ],
      ];
    case "PPO":
      return [
        ["TRL", `${trl("rloo")}, ${trl("grpo")}`],
        [
          "OpenRLHF",
          `\`--data.apply_chat_template --data.prompt_dataset ${folder} --data.input_key prompt\``,
        ],
      ];
  }
}

function viewRows(
  { release }: ReleaseDescription,
  { folder, names }: { readonly folder: string; readonly names: readonly string[] },
): LoadingRow[] {
  const rows: LoadingRow[] = [];
  const isRm = release.kind === "RM";
  if (names.includes("plain")) {
    rows.push(["TRL, a base model or the PPO script", "`--dataset_config plain`"]);
    if (isRm) {
      rows.push(
        [
          "Axolotl, RM",
          `\`path: ${folder}/views/plain/train.jsonl, ds_type: json, type: bradley_terry.chat_template\``,
        ],
        ["NeMo-RL", "`BinaryPreferenceDataset` on `views/plain`, `prompt_key: input`"],
      );
    }
  }
  if (names.includes("openai")) {
    const method = isRm ? "dpo" : "supervised";
    rows.push(["OpenAI", `upload \`views/openai/train.jsonl\`, method ${method}`]);
    if (release.kind === "SFT") {
      rows.push(
        ["Axolotl", `\`path: ${folder}/views/openai/train.jsonl, ds_type: json, type: chat_template\``],
        ["NeMo-RL", "`OpenAIFormatDataset` on `views/openai`"],
      );
    }
  }
  if (names.includes("plain") || names.includes("openai")) {
    rows.push(["LLaMA-Factory", `\`dataset_dir: ${folder}\`, \`dataset: train\``]);
  }
  return rows;
}
