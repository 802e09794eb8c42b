import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parse } from "yaml";
import { listFolder } from "../../src/release/folder-reading.adapter";
import { writeReleaseFolder } from "../../src/release/release-folder.adapter";
import type { ReleaseKind } from "../../src/release/row-inputs";
import { verifyFolder } from "../../src/release/verify.adapter";
import {
  aDescription,
  aFolder,
  aPrompt,
  aRelease,
  anSftRow,
  pagesOf,
  parametersOf,
  sftUnits,
  textOf,
  unitsOf,
} from "./builders";

const kinds: readonly ReleaseKind[] = ["SFT", "RM", "PPO"];

function sha256(text: string | Buffer): string {
  return createHash("sha256").update(text).digest("hex");
}

describe("a release folder", () => {
  it.each([
    [
      "SFT",
      `README.md SHA256SUMS croissant.json data/train.jsonl data/validation.jsonl dataset_info.json manifest.json
      views/openai/train.jsonl views/openai/validation.jsonl views/plain/train.jsonl views/plain/validation.jsonl`,
    ],
    [
      "RM",
      `README.md SHA256SUMS croissant.json data/train.jsonl data/validation.jsonl dataset_info.json manifest.json
      rankings/test.jsonl rankings/train.jsonl rankings/validation.jsonl
      views/openai/train.jsonl views/openai/validation.jsonl views/plain/train.jsonl views/plain/validation.jsonl`,
    ],
    [
      "PPO",
      `README.md SHA256SUMS croissant.json data/train.jsonl data/validation.jsonl dataset_info.json manifest.json
      views/plain/train.jsonl views/plain/validation.jsonl`,
    ],
  ] as const)("of %s has these files, none for an empty split", async (kind, paths) => {
    const { folder } = await aRelease(kind);
    expect(basename(folder)).toBe("helpful-v3");
    const { files } = await listFolder(folder);
    expect([...files].sort()).toEqual(paths.split(/\s+/).sort());
  });

  it.each(kinds)("of %s is the same bytes twice and passes its own check", async (kind) => {
    const [first, second] = [await aRelease(kind), await aRelease(kind)];
    const { files } = await listFolder(first.folder);
    for (const path of files) {
      const [a, b] = [await readFile(join(first.folder, path)), await readFile(join(second.folder, path))];
      expect(b.equals(a)).toBe(true);
    }
    expect(second.manifest.contentSha256).toBe(first.manifest.contentSha256);
    expect(await verifyFolder(first.folder)).toEqual({ ok: true, checked: files.length - 1, problems: [] });
  });

  it("counts, measures and hashes in its manifest and SHA256SUMS what lies there", async () => {
    const { folder, manifest, files, rows } = await aRelease("RM");
    expect(rows).toEqual({ train: 5, validation: 10, test: 0 });
    for (const file of manifest.files) {
      const content = await readFile(join(folder, file.path));
      expect(file).toMatchObject({ bytes: content.length, sha256: sha256(content) });
      if (file.rows !== null) expect(file.rows).toBe(content.toString("utf8").split("\n").length - 1);
    }
    expect(manifest.counts).toEqual({
      rows: {
        TRAIN: { CUSTOMER: 5, LABELER: 0 },
        VALIDATION: { CUSTOMER: 10, LABELER: 0 },
        TEST: { CUSTOMER: 0, LABELER: 0 },
      },
      prompts: {
        TRAIN: { CUSTOMER: 1, LABELER: 0 },
        VALIDATION: { CUSTOMER: 1, LABELER: 0 },
        TEST: { CUSTOMER: 1, LABELER: 0 },
      },
      labelers: 2,
      rankings: 4,
      pairs: 15,
      ties: 4,
    });
    expect(JSON.parse(await textOf(folder, "manifest.json"))).toEqual(JSON.parse(JSON.stringify(manifest)));
    const sums = await textOf(folder, "SHA256SUMS");
    const all = files.filter(({ path }) => path !== "SHA256SUMS");
    expect(sums).toBe(all.map((file) => `${file.sha256}  ${file.path}\n`).join(""));
    const content = manifest.files.map((file) => `${file.sha256}  ${file.path}\n`).join("");
    expect(manifest.contentSha256).toBe(sha256(content));
  });

  it("has the documented keys in order, floats with a fraction and sorted reasons in its manifest", async () => {
    const { folder } = await aRelease("SFT");
    const text = await textOf(folder, "manifest.json");
    const manifest = JSON.parse(text) as Record<string, object>;
    expect(Object.keys(manifest)).toEqual(
      `format formatVersion labelroomVersion release project parameters preparation guidelines counts tokens agreement
       files contentSha256`.split(/\s+/),
    );
    expect(Object.keys(manifest.parameters ?? {}).slice(0, 8)).toEqual(
      "filter seed labels weighting margin views plain disjointFrom".split(" "),
    );
    expect(text).toContain(
      '"dropped": {\n            "NO_CONSENT": 3,\n            "WITHDRAWN": 1\n          }',
    );
    expect(text).toContain(
      '"prompt": {\n      "mean": 7.0,\n      "std": 0.0,\n      "min": 7,\n      "p25": 7.0',
    );
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("writes lines that escape what splits rows, and gives back each stored text", async () => {
    const { folder } = await aRelease("SFT");
    const lines = (await textOf(folder, "data/train.jsonl")).split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain('Next\\u2028line, then \\u0085 and \u{1f600}\\n\\t\\"quoted\\"');
    const row = JSON.parse(lines[1] ?? "") as { prompt: { content: string }[] };
    expect(row.prompt.at(-1)?.content).toBe(sftUnits[2]?.prompt.text);
  });

  it("says in its card's header what datasets loads by, right in every count", async () => {
    const { folder, manifest } = await aRelease("RM", { parameters: parametersOf({ margin: "RANK_GAP" }) });
    const card = await textOf(folder, "README.md");
    const header = parse(/^---\n([\s\S]*?)\n---\n/.exec(card)?.[1] ?? "") as {
      configs: { config_name: string; default?: boolean; data_files: { split: string; path: string }[] }[];
      dataset_info: {
        config_name: string;
        features: { name: string }[];
        splits: { name: string; num_bytes: number; num_examples: number }[];
      }[];
    };
    expect(header).toMatchObject({
      pretty_name: "Helpful v3 (RM)",
      language: ["en"],
      license: "other",
      tags: ["labelroom", "human-feedback", "preference"],
      size_categories: ["n<1K"],
    });
    expect(header.configs.map(({ config_name, default: isDefault }) => [config_name, isDefault])).toEqual([
      ["default", true],
      ["rankings", undefined],
      ["plain", undefined],
      ["openai", undefined],
    ]);
    for (const [index, { data_files }] of header.configs.entries()) {
      const { splits, features } = header.dataset_info[index] ?? { splits: [], features: [] };
      expect(splits.map(({ name }) => name)).toEqual(data_files.map(({ split }) => split));
      for (const [place, { path }] of data_files.entries()) {
        const file = manifest.files.find((listed) => listed.path === path);
        expect(splits[place]).toMatchObject({ num_bytes: file?.bytes, num_examples: file?.rows });
        const [line = "{}"] = (await textOf(folder, path)).split("\n");
        expect(Object.keys(JSON.parse(line) as object)).toEqual(features.map(({ name }) => name));
      }
    }
    expect(header.dataset_info[0]?.features.at(-1)).toEqual({ name: "margin", dtype: "float64" });
  });

  it("quotes in YAML what a reader would take for a truth value, and names a shared license", async () => {
    const header = (await textOf((await aRelease("SFT")).folder, "README.md")).split("\n---\n")[0] ?? "";
    expect(header).toContain('language:\n- en\n- "no"\nlicense: mit\n');
  });

  it("has the sections of its card in order, with what people typed shown as typed", async () => {
    const card = await textOf((await aRelease("RM")).folder, "README.md");
    expect(card.match(/^##? .*/gm)).toEqual([
      "# Helpful v3 (RM)",
      "## Loading it",
      "## Columns",
      "## Counts",
      "## Preparation",
      "## Labelers",
      "## Agreement",
      "## Consent and personal data",
      "## Limits",
      "## License",
    ]);
    expect(card).toContain('from the project "Tides \\& \\<co\\>"');
    expect(card).toContain("> First \\*real\\* one");
    expect(card).toContain("| CONSENT | 30 | 26 | NO_CONSENT 3, WITHDRAWN 1 |");
    expect(card).toContain("| 3 | TRAINING | 2026-02-01T09:00:00Z | 4 |");
    expect(card).toContain("72.6 % ± 1.5 % (standard error) on 40 tasks");
    expect(card).toContain("4 rankings gave 15 comparisons; 4 ties gave none.");
  });

  it("indexes for LLaMA-Factory the view that it reads best, and has no index without views", async () => {
    const index = async (kind: ReleaseKind): Promise<unknown> =>
      JSON.parse(await textOf((await aRelease(kind)).folder, "dataset_info.json"));
    expect(await index("SFT")).toMatchObject({
      train: { file_name: "views/openai/train.jsonl", formatting: "sharegpt", tags: { role_tag: "role" } },
      validation: { file_name: "views/openai/validation.jsonl" },
    });
    expect(await index("RM")).toMatchObject({
      train: { file_name: "views/plain/train.jsonl", ranking: true, columns: { prompt: "input" } },
    });
    const bare = await aRelease("PPO", { parameters: parametersOf({ views: [] }) });
    expect(bare.files.map(({ path }) => path)).not.toContain("dataset_info.json");
    expect((await verifyFolder(bare.folder)).ok).toBe(true);
  });

  it("describes itself in Croissant 1.1: a hashed FileObject a file, a RecordSet a config, unique ids", async () => {
    const { folder, manifest } = await aRelease("RM");
    const croissant = JSON.parse(await textOf(folder, "croissant.json")) as {
      distribution: Record<string, unknown>[];
      recordSet: { "@id": string; field: Record<string, unknown>[] }[];
    };
    expect(croissant).toMatchObject({ conformsTo: "http://mlcommons.org/croissant/1.1", name: "helpful-v3" });
    const objects = croissant.distribution.filter((item) => item["@type"] === "cr:FileObject");
    expect(objects.map((item) => [item["@id"], item.sha256]).sort()).toEqual(
      manifest.files.filter(({ rows }) => rows !== null).map(({ path, sha256: hash }) => [path, hash]),
    );
    expect(croissant.recordSet.map((set) => set["@id"])).toEqual(["default", "rankings", "plain", "openai"]);
    const ids = [...JSON.stringify(croissant).matchAll(/"@type":"cr:\w+","@id":"([^"]+)"/g)].map(
      ([, id]) => id,
    );
    expect(new Set(ids).size).toBe(ids.length);
    const role = croissant.recordSet[1]?.field.find(({ name }) => name === "completions");
    expect(role).toMatchObject({ isArray: true, arrayShape: "-1" });
    expect(JSON.stringify(role)).toContain(
      '"extract":{"column":"completions"},"transform":[{"jsonPath":"completion"},{"jsonPath":"role"}]',
    );
  });

  it("carries an erasure revision in name, manifest and card", async () => {
    const { folder, manifest } = await aRelease("SFT", { erasure: { revision: 2, rows: 5 } });
    expect(basename(folder)).toBe("helpful-v3-e2");
    expect(manifest.release).toMatchObject({ erasureRevision: 2, erasedRows: 5 });
    expect(await textOf(folder, "README.md")).toContain("After an erasure 5 rows are gone from it");
    expect((await verifyFolder(folder)).ok).toBe(true);
  });

  it("replaces an older export of the same release and leaves anything else alone", async () => {
    const first = await aRelease("SFT");
    const outDir = dirname(first.folder);
    await writeFile(join(first.folder, "notes.txt"), "mine");
    await writeReleaseFolder(outDir, aDescription("SFT"), unitsOf("SFT"));
    expect((await verifyFolder(first.folder)).ok).toBe(true);
    const { release } = aDescription("SFT");
    const other = aDescription("SFT", { release: { ...release, id: "rel_2" } });
    await expect(writeReleaseFolder(outDir, other, unitsOf("SFT"))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await mkdir(join(outDir, "plain-v3"));
    const plain = aDescription("SFT", { slug: "plain" });
    await expect(writeReleaseFolder(outDir, plain, unitsOf("SFT"))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await readdir(outDir)).sort()).toEqual(["helpful-v3", "plain-v3"]);
  });

  it("leaves nothing behind when the rows fail half-way", async () => {
    const outDir = await aFolder();
    async function* failing(): AsyncGenerator<typeof sftUnits> {
      yield* pagesOf(sftUnits);
      throw new Error("the database went away");
    }
    const writing = writeReleaseFolder(outDir, aDescription("SFT"), { kind: "SFT", pages: failing() });
    await expect(writing).rejects.toThrow("the database went away");
    expect(await readdir(outDir)).toEqual([]);
  });

  it.each([
    ["rows that aren't sorted by prompt id", [...sftUnits].reverse(), "not sorted"],
    ["a text with a NUL", [anSftRow({ prompt: aPrompt({ text: "\0" }) })], "NUL"],
  ])("refuses %s", async (_, rows, message) => {
    const units = { kind: "SFT" as const, pages: pagesOf(rows) };
    await expect(writeReleaseFolder(await aFolder(), aDescription("SFT"), units)).rejects.toThrow(message);
  });

  it("refuses a name that is no slug", async () => {
    for (const slug of ["", "../up", "Upper", "a b", "-a"]) {
      const description = aDescription("SFT", { slug });
      await expect(writeReleaseFolder(await aFolder(), description, unitsOf("SFT"))).rejects.toThrow(
        "no slug",
      );
    }
  });
});
