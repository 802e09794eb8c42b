import { quoted } from "./canonical-json";
import { featureOf, type Feature } from "./column-types";
import type { ConfigFiles } from "./config-files";
import type { CountedRelease } from "./release-counter";
import { splitWords, type ReleaseKind } from "./row-inputs";

/** The part of a card's header that `datasets` loads by; it refuses the load where a count or split is wrong. */
export interface LoadedHeader {
  readonly configs: readonly {
    readonly config_name: string;
    readonly default?: boolean;
    readonly data_files: readonly { readonly split: string; readonly path: string }[];
  }[];
  readonly dataset_info: readonly {
    readonly config_name: string;
    readonly features: readonly Feature[];
    readonly splits: readonly {
      readonly name: string;
      readonly num_bytes: number;
      readonly num_examples: number;
    }[];
  }[];
}

/** What the header says besides: title, languages, licenses. */
export interface HeaderFacts {
  readonly title: string;
  readonly kind: ReleaseKind;
  readonly counted: Pick<CountedRelease, "languages" | "licenses">;
  readonly rows: number;
}

/** Configs and `dataset_info` for the written files. `num_bytes` are the bytes of the file. */
export function loadedHeader(configs: readonly ConfigFiles[]): LoadedHeader {
  return {
    configs: configs.map(({ config, files }) => ({
      config_name: config,
      ...(config === "default" ? { default: true } : {}),
      data_files: files.map(({ split, path }) => ({ split: splitWords[split], path })),
    })),
    dataset_info: configs.map(({ config, columns, files }) => ({
      config_name: config,
      features: columns.map(featureOf),
      splits: files.map(({ split, bytes, rows }) => ({
        name: splitWords[split],
        num_bytes: bytes,
        num_examples: rows,
      })),
    })),
  };
}

/** The YAML header of a card, with its `---` lines. */
export function headerText(facts: HeaderFacts, loaded: LoadedHeader): string {
  const languages = [...new Set(facts.counted.languages.map((tag) => tag.split("-")[0] ?? tag))].sort();
  const header: YamlValue = {
    pretty_name: facts.title,
    ...(languages.length === 0 ? {} : { language: languages }),
    license: licenseWord(facts.counted.licenses),
    tags: ["labelroom", "human-feedback", kindTags[facts.kind]],
    size_categories: [sizeCategory(facts.rows)],
    configs: loaded.configs,
    dataset_info: loaded.dataset_info,
  };
  return `---\n${yamlLines(header, "").join("\n")}\n---\n`;
}

const kindTags: Readonly<Record<ReleaseKind, string>> = {
  SFT: "demonstrations",
  RM: "preference",
  PPO: "prompts",
};

/** The hub's word for a license: an SPDX id in lower case where all prompts share one, else `other`. */
function licenseWord({ known, hasUnknown }: CountedRelease["licenses"]): string {
  const [only, ...others] = known;
  if (only === undefined || others.length > 0 || hasUnknown) return "other";
  return /^[A-Za-z0-9][A-Za-z0-9.+-]*$/.test(only) ? only.toLowerCase() : "other";
}

const sizes: readonly (readonly [number, string])[] = [
  [1e3, "n<1K"],
  [1e4, "1K<n<10K"],
  [1e5, "10K<n<100K"],
  [1e6, "100K<n<1M"],
  [1e7, "1M<n<10M"],
  [1e8, "10M<n<100M"],
];

function sizeCategory(rows: number): string {
  return sizes.find(([bound]) => rows < bound)?.[1] ?? "100M<n<1B";
}

type YamlValue =
  string | number | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue | undefined };

/** Block YAML: every text that YAML might take for something else is quoted. */
function yamlLines(value: YamlValue, indent: string): string[] {
  if (isSequence(value)) {
    return value.flatMap((item) => {
      const lines = typeof item === "object" ? yamlLines(item, `${indent}  `) : [indent + yamlScalar(item)];
      return lines.map((line, index) => (index === 0 ? `${indent}- ${line.trimStart()}` : line));
    });
  }
  if (typeof value !== "object") return [indent + yamlScalar(value)];
  return Object.entries(value).flatMap(([key, item]) => {
    if (item === undefined) return [];
    if (typeof item !== "object") return [`${indent}${key}: ${yamlScalar(item)}`];
    if (isSequence(item) && item.length === 0) return [`${indent}${key}: []`];
    return [`${indent}${key}:`, ...yamlLines(item, isSequence(item) ? indent : `${indent}  `)];
  });
}

function isSequence(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

const plainYaml = /^[A-Za-z][A-Za-z0-9_./-]*$/;
const yamlWords = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** What YAML readers refuse unescaped. */
const unprintable = /[\u007f-\u009f\ufeff\ufffe\uffff]/g;

function yamlScalar(value: string | number | boolean): string {
  if (typeof value !== "string") return String(value);
  if (plainYaml.test(value) && !yamlWords.test(value)) return value;
  return quoted(value).replace(
    unprintable,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
