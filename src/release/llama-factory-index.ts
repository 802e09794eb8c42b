import { indented, type JsonValue } from "./canonical-json";
import type { ConfigFiles } from "./config-files";
import { splitWords, type ReleaseKind } from "./row-inputs";

/** Role and content tags: the reader's `openai` format would add a system line of its own. */
const messageEntry = {
  formatting: "sharegpt",
  columns: { messages: "messages" },
  tags: {
    role_tag: "role",
    content_tag: "content",
    user_tag: "user",
    assistant_tag: "assistant",
    system_tag: "system",
  },
};

const plainEntries: Readonly<Record<ReleaseKind, { readonly [key: string]: JsonValue }>> = {
  SFT: { columns: { prompt: "prompt", response: "completion" } },
  RM: {
    ranking: true,
    columns: { prompt: "input", system: "system", chosen: "chosen", rejected: "rejected" },
  },
  PPO: { columns: { prompt: "prompt" } },
};

/**
 * `dataset_info.json`, LLaMA-Factory's index: an entry for each split, into the view it reads best. Null where the
 * release has no such view: the folder then has no index.
 */
export function llamaFactoryIndex(kind: ReleaseKind, configs: readonly ConfigFiles[]): string | null {
  const view = (name: string): ConfigFiles | undefined => configs.find(({ config }) => config === name);
  const openai = kind === "SFT" ? view("openai") : undefined;
  const chosen = openai ?? view("plain");
  if (chosen === undefined) return null;
  const entry = openai === undefined ? plainEntries[kind] : messageEntry;
  const entries = chosen.files.map(
    ({ split, path }) => [splitWords[split], { file_name: path, ...entry }] as const,
  );
  return `${indented(Object.fromEntries(entries))}\n`;
}
