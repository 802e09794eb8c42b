import { readFileSync } from "node:fs";
import { appendFile, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checksumLines, contentSha256, manifestText, type ReleaseManifest } from "../../src/release/manifest";
import { manifestJsonSchema, safePath } from "../../src/release/manifest-shape";
import { listFolder, readThrough } from "../../src/release/folder-reading.adapter";
import { lineChecker } from "../../src/release/row-check";
import { verifyFolder } from "../../src/release/verify.adapter";
import { columnsOf } from "../../src/release/columns";
import { aFolder, aRelease, textOf } from "./builders";

async function change(folder: string, path: string, edit: (text: string) => string): Promise<void> {
  const before = await textOf(folder, path);
  const after = edit(before);
  expect(after).not.toBe(before);
  await writeFile(join(folder, path), after);
}

/** Makes hashes, sizes and sums agree with the files again, so that only what they can't see is left to find. */
async function sealAgain(
  folder: string,
  edit: (manifest: ReleaseManifest) => ReleaseManifest = (m) => m,
): Promise<void> {
  const manifest = edit(JSON.parse(await textOf(folder, "manifest.json")) as ReleaseManifest);
  const files: ReleaseManifest["files"][number][] = [];
  for (const file of manifest.files) {
    const { bytes, sha256 } = await readThrough(join(folder, file.path));
    files.push({ ...file, bytes, sha256 });
  }
  await writeFile(
    join(folder, "manifest.json"),
    manifestText({ ...manifest, files, contentSha256: contentSha256(files) }),
  );
  const summed: { path: string; sha256: string }[] = [];
  for (const path of (await listFolder(folder)).files) {
    if (path !== "SHA256SUMS") summed.push({ path, sha256: (await readThrough(join(folder, path))).sha256 });
  }
  await writeFile(join(folder, "SHA256SUMS"), checksumLines(summed));
}

async function problemsOf(folder: string): Promise<string[]> {
  const { ok, problems } = await verifyFolder(folder);
  expect(ok).toBe(problems.length === 0);
  return problems.map(({ path, rule }) => `${path} ${rule}`);
}

const data = "data/train.jsonl";

describe("verify", () => {
  it("finds a flipped byte, in each file of the folder", async () => {
    const { folder, files } = await aRelease("RM");
    for (const { path } of files) {
      const content = await readFile(join(folder, path));
      const flipped = Buffer.from(content);
      const place = Math.floor(content.length / 2);
      flipped.writeUInt8((flipped[place] ?? 0) ^ 1, place);
      await writeFile(join(folder, path), flipped);
      const found = await problemsOf(folder);
      expect(found.some((problem) => problem.startsWith(path) || problem.startsWith("SHA256SUMS"))).toBe(
        true,
      );
      await writeFile(join(folder, path), content);
    }
    expect(await problemsOf(folder)).toEqual([]);
  });

  it.each([
    ["a dropped line", (text: string) => text.slice(text.indexOf("\n") + 1), ["rows"]],
    ["a missing last newline", (text: string) => text.slice(0, -1), ["newline"]],
    ["a line that is no JSON", (text: string) => text.replace('{"id"', '{id"'), ["json"]],
    ["a missing column", (text: string) => text.replace('"license":"MIT",', ""), ["columns"]],
    [
      "an added column",
      (text: string) => text.replace('"weight":1.0', '"weight":1.0,"user_id":"u7"'),
      ["columns"],
    ],
    [
      "a value of another type",
      (text: string) => text.replace('"prompt_tokens":7', '"prompt_tokens":"7"'),
      ["type"],
    ],
    [
      "a null where none may be",
      (text: string) => text.replace('"source":"CUSTOMER"', '"source":null'),
      ["type"],
    ],
    [
      "a float without a fraction",
      (text: string) => text.replace('"weight":1.0', '"weight":1'),
      ["canonical"],
    ],
    [
      "an integer with one",
      (text: string) => text.replace('"prompt_tokens":7', '"prompt_tokens":7.0'),
      ["canonical"],
    ],
    [
      "a space between tokens",
      (text: string) => text.replace('"weight":1.0', '"weight": 1.0'),
      ["canonical"],
    ],
    ["a raw U+2028", (text: string) => text.replace("\\u2028", "\u2028"), ["canonical"]],
    ["a byte order mark", (text: string) => `\ufeff${text}`, ["json"]],
    [
      "keys in another order",
      (text: string) => text.replace(/("license":"MIT"),("prompt_tokens":7)/, "$2,$1"),
      ["canonical"],
    ],
    [
      "rows in another order",
      (text: string) => text.split("\n").slice(0, -1).reverse().join("\n") + "\n",
      ["order"],
    ],
  ])("finds %s although all hashes were made to fit", async (_, edit, rules) => {
    const { folder } = await aRelease("SFT");
    await change(folder, data, edit);
    expect(await problemsOf(folder)).toEqual(
      expect.arrayContaining([`${data} bytes`, `${data} sha256`].slice(-1)),
    );
    await sealAgain(folder);
    const found = (await problemsOf(folder)).filter((problem) => problem.startsWith(data));
    expect(found.map((problem) => problem.split(" ")[1])).toEqual(expect.arrayContaining(rules));
  });

  it("finds bytes that are not UTF-8", async () => {
    const { folder } = await aRelease("SFT");
    await writeFile(
      join(folder, data),
      Buffer.concat([await readFile(join(folder, data)), Buffer.from([0xff, 10])]),
    );
    await sealAgain(folder);
    expect(await problemsOf(folder)).toContain(`${data} utf8`);
  });

  it("finds an added file, a missing file, and a folder that isn't there", async () => {
    const { folder } = await aRelease("SFT");
    await writeFile(join(folder, "data/extra.jsonl"), "{}\n");
    expect(await problemsOf(folder)).toEqual(["data/extra.jsonl listed", "SHA256SUMS sums"]);
    await rm(join(folder, "data/extra.jsonl"));
    await rename(join(folder, data), join(folder, "..", "elsewhere.jsonl"));
    expect(await problemsOf(folder)).toEqual(expect.arrayContaining([`${data} missing`, "SHA256SUMS sums"]));
    expect(await problemsOf(join(folder, "nowhere"))).toEqual([". exists"]);
    expect(await problemsOf(await aFolder())).toEqual(["manifest.json exists", "SHA256SUMS exists"]);
  });

  it("finds links and opens nothing through them", async () => {
    const { folder } = await aRelease("SFT");
    const outside = await aFolder();
    await rename(join(folder, data), join(outside, "train.jsonl"));
    await symlink(join(outside, "train.jsonl"), join(folder, data));
    await symlink(outside, join(folder, "more"));
    expect(await problemsOf(folder)).toEqual(
      expect.arrayContaining([`${data} regularFile`, "more regularFile", `${data} missing`]),
    );
  });

  it.each(["../outside.txt", "/etc/hostname", "data/../../x", "data//x", "data\\x", "./x", "..", ""])(
    "refuses the path %p in the manifest and in SHA256SUMS",
    async (path) => {
      expect(safePath.test(path)).toBe(false);
      const { folder } = await aRelease("SFT");
      const manifest = JSON.parse(await textOf(folder, "manifest.json")) as ReleaseManifest;
      const files = manifest.files.map((file, index) => (index === 0 ? { ...file, path } : file));
      await writeFile(join(folder, "manifest.json"), manifestText({ ...manifest, files }));
      expect(await problemsOf(folder)).toContain("manifest.json pathInside");
      await appendFile(join(folder, "SHA256SUMS"), `${"0".repeat(64)}  ${path}\n`);
      const rule = path === "" ? "line" : "pathInside";
      expect(await problemsOf(folder)).toContain(`SHA256SUMS ${rule}`);
    },
  );

  it.each([
    [
      "a count",
      (m: ReleaseManifest) => ({ ...m, counts: { ...m.counts, ties: m.counts.ties + 1 } }),
      "counts",
    ],
    ["the labelers", (m: ReleaseManifest) => ({ ...m, counts: { ...m.counts, labelers: 9 } }), "counts"],
    ["a format of tomorrow", (m: ReleaseManifest) => ({ ...m, formatVersion: 2 }), "schema"],
    [
      "the kind",
      (m: ReleaseManifest) => ({ ...m, release: { ...m.release, kind: "SFT" as const } }),
      "counts",
    ],
    ["the order of files", (m: ReleaseManifest) => ({ ...m, files: [...m.files].reverse() }), "order"],
    [
      "a file named twice",
      (m: ReleaseManifest) => ({ ...m, files: m.files.flatMap((f) => [f, f]) }),
      "order",
    ],
  ])("finds %s changed in the manifest", async (_, edit, rule) => {
    const { folder } = await aRelease("RM");
    await sealAgain(folder, edit);
    expect(await problemsOf(folder)).toContain(`manifest.json ${rule}`);
  });

  it("finds a changed contentSha256, other spaces, an unknown key and a manifest that is none", async () => {
    const { folder } = await aRelease("PPO");
    const text = await textOf(folder, "manifest.json");
    const expectRule = async (changed: string, rule: string): Promise<void> => {
      await writeFile(join(folder, "manifest.json"), changed);
      expect(await problemsOf(folder)).toContain(`manifest.json ${rule}`);
    };
    const hash = /"contentSha256": "(.)/.exec(text)?.[1];
    await expectRule(
      text.replace(/"contentSha256": "./, `"contentSha256": "${hash === "0" ? "1" : "0"}`),
      "contentSha256",
    );
    await expectRule(JSON.stringify(JSON.parse(text)), "canonical");
    await expectRule(text.replace('"format":', '"__proto__": 1,\n  "format":'), "schema");
    await expectRule(text.replace("{", '{\n  "more": 1,'), "schema");
    await expectRule("[]", "schema");
    await expectRule("{", "json");
  });

  it("finds a card whose counts, splits or columns are not the files'", async () => {
    const edits: ((card: string) => string)[] = [
      (card) => card.replace("num_examples: 2", "num_examples: 3"),
      (card) => card.replace(/num_bytes: (\d)/, "num_bytes: 9$1"),
      (card) => card.replace("- split: validation\n    path: data/validation.jsonl\n", ""),
      (card) => card.replace("dtype: float64", "dtype: float32"),
      (card) => card.replace("---\n", "--\n"),
      (card) => card.replace("configs:", "configs: *nothing"),
    ];
    for (const edit of edits) {
      const { folder } = await aRelease("SFT");
      await change(folder, "README.md", edit);
      await sealAgain(folder);
      expect(await problemsOf(folder)).toEqual(["README.md card"]);
    }
  });

  it("finds views with another number of rows, and a Croissant file with another hash", async () => {
    const { folder } = await aRelease("SFT");
    await change(folder, "croissant.json", (text) => text.replace(/"sha256": "./, '"sha256": "z'));
    await sealAgain(folder);
    expect(await problemsOf(folder)).toEqual(["croissant.json croissant"]);
    await change(folder, "views/plain/train.jsonl", (text) => text + text);
    await sealAgain(folder, (m) => ({
      ...m,
      files: m.files.map((file) => (file.path === "views/plain/train.jsonl" ? { ...file, rows: 4 } : file)),
    }));
    expect(await problemsOf(folder)).toContain("manifest.json views");
  });

  it("reports at most 100 problems a file", async () => {
    const { folder } = await aRelease("SFT");
    await writeFile(join(folder, data), "x\n".repeat(5000));
    const { problems } = await verifyFolder(folder);
    expect(problems.filter(({ path }) => path === data)).toHaveLength(100);
  });

  it("passes over an empty directory", async () => {
    const { folder } = await aRelease("SFT");
    await mkdir(join(folder, "empty"));
    expect(await problemsOf(folder)).toEqual([]);
  });
});

describe("the manifest's schema", () => {
  it("is the checked-in JSON Schema", () => {
    const path = join(__dirname, "../../schema/release-manifest.schema.json");
    expect(readFileSync(path, "utf8")).toBe(`${JSON.stringify(manifestJsonSchema(), null, 2)}\n`);
  });
});

describe("the line checker", () => {
  it("refuses duplicate keys and a prototype among them", () => {
    const check = lineChecker(columnsOf("PPO", "plain", { margin: null }));
    expect(check('{"id":"a","prompt":"b"}').problem).toBeNull();
    expect(check('{"id":"a","id":"a","prompt":"b"}').problem?.rule).toBe("canonical");
    expect(check('{"id":"a","prompt":"b","__proto__":{}}').problem?.rule).toBe("columns");
    expect(check('{"id":"a","prompt":"\\u0000"}').problem?.rule).toBe("canonical");
  });
});
