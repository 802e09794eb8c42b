import { gzipSync } from "node:zlib";
import { readFile, writeFile } from "node:fs/promises";
import { Workplace } from "./captured-terminal";

const good =
  '{"external_id":"a-1","text":"Explain tides.","user_id":"u1","consent":true,"channel":"PLAYGROUND"}\n';
const bad = '{"external_id":"a-2","text":"","user_id":"u1"}\n';

describe("labelroom import", () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = await Workplace.open();
  });

  afterEach(() => workplace.close());

  it("prints exactly the counts and the errors as one JSON object, and words on standard error", async () => {
    await writeFile(workplace.file("prompts.jsonl"), good + bad);

    const run = await workplace.run([
      "import",
      workplace.file("prompts.jsonl"),
      "--project",
      "tides",
      "--create",
      "--json",
    ]);

    expect(run.exitCode).toBe(0);
    expect(run.out.trimEnd().split("\n")).toHaveLength(1);
    expect(JSON.parse(run.out)).toEqual({
      imported: 1,
      duplicates: 0,
      rejected: 1,
      errors: [{ line: 2, field: "text", rule: expect.any(String), message: expect.any(String) }],
    });
    expect(run.err).toContain("line 2, text: ");
    expect(run.err).toMatch(/2 rows, [\d,]+ a second/);
  });

  it("names a FILE that is not there, or is a folder", async () => {
    for (const [file, rule] of [
      ["nothing.jsonl", "exists"],
      [".", "isFile"],
    ] as const) {
      const argv = ["import", workplace.file(file), "--project", "tides", "--create", "--json"];
      const run = await workplace.run(argv);
      expect(run.exitCode).toBe(1);
      expect(JSON.parse(run.out)).toMatchObject({
        error: { code: "BAD_INPUT", issues: [{ path: "FILE", rule }] },
      });
    }
  });

  it("adds nothing when the same file comes a second time", async () => {
    const argv = ["import", "-", "--project", "tides", "--create", "--json"];
    await workplace.run(argv, { input: good });

    const again = await workplace.run(argv, { input: good });

    expect(JSON.parse(again.out)).toEqual({ imported: 0, duplicates: 1, rejected: 0, errors: [] });
  });

  it("writes the rejected rows to --rejects with their raw text", async () => {
    const rejects = workplace.file("rejects.jsonl");

    await workplace.run(["import", "-", "--project", "tides", "--create", "--rejects", rejects], {
      input: bad,
    });

    const lines = (await readFile(rejects, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { line: 1, field: "text", rule: expect.any(String), message: expect.any(String), raw: bad.trimEnd() },
    ]);
  });

  it("discards the whole import under --strict and names what is wrong", async () => {
    const strict = await workplace.run(
      ["import", "-", "--project", "tides", "--create", "--strict", "--json"],
      {
        input: good + bad,
      },
    );
    const after = await workplace.run(["import", "-", "--project", "tides", "--json"], { input: good });

    expect(strict.exitCode).toBe(1);
    expect(JSON.parse(strict.out)).toMatchObject({
      error: { code: "BAD_INPUT", issues: [{ path: "line 2: text" }] },
    });
    expect(strict.err).toContain("line 2: text: ");
    expect(JSON.parse(after.out)).toMatchObject({ imported: 1, duplicates: 0 });
  });

  it("stores nothing in a dry run", async () => {
    const argv = ["import", "-", "--project", "tides", "--create", "--json"];
    await workplace.run(argv, { input: "" });

    const dry = await workplace.run([...argv, "--dry-run"], { input: good });
    const wet = await workplace.run(argv, { input: good });

    expect(JSON.parse(dry.out)).toMatchObject({ imported: 1 });
    expect(JSON.parse(wet.out)).toMatchObject({ imported: 1, duplicates: 0 });
  });

  it("makes no project in a dry run", async () => {
    const dry = await workplace.run(["import", "-", "--project", "tides", "--create", "--dry-run"], {
      input: good,
    });

    expect(dry).toMatchObject({ exitCode: 1, err: expect.stringContaining("There is no project tides.") });
  });

  it("reads renamed columns and a delimiter of one's own from a gzipped file", async () => {
    await writeFile(
      workplace.file("prompts.csv.gz"),
      gzipSync("prompt;user_id;consent\nExplain tides.;u1;yes\n"),
    );

    const run = await workplace.run([
      ...["import", workplace.file("prompts.csv.gz"), "--project", "tides", "--create", "--json"],
      ...["--map", "text=prompt", "--delimiter", ";", "--strict"],
    ]);

    expect(JSON.parse(run.out)).toEqual({ imported: 1, duplicates: 0, rejected: 0, errors: [] });
  });

  it("brings completions in with --kind completions", async () => {
    await workplace.run(["import", "-", "--project", "tides", "--create"], { input: good });

    const run = await workplace.run(
      ["import", "-", "--project", "tides", "--kind", "completions", "--json"],
      {
        input:
          '{"prompt_external_id":"a-1","text":"The Moon pulls.","model":"m-1"}\n{"prompt_external_id":"a-9","text":"x","model":"m-1"}\n',
      },
    );

    expect(JSON.parse(run.out)).toMatchObject({ imported: 1, rejected: 1, errors: [{ line: 2 }] });
  });

  it.each([
    ["without a project", ["import", "-"]],
    ["with an unknown kind", ["import", "-", "--project", "tides", "--kind", "labels"]],
    ["with an unknown format", ["import", "-", "--project", "tides", "--format", "xml"]],
    ["with a slug that can't be one", ["import", "-", "--project", "No Slug"]],
    ["with half a rename", ["import", "-", "--project", "tides", "--map", "text"]],
    ["with an unknown option", ["import", "-", "--project", "tides", "--quick"]],
  ])("exits 2 with its usage %s", async (_name, argv) => {
    const run = await workplace.run(argv);

    expect(run.exitCode).toBe(2);
    expect(run.out).toBe("");
    expect(run.err).toContain("Usage: labelroom import");
  });

  it("exits 1 and names the file that isn't there", async () => {
    await workplace.run(["import", "-", "--project", "tides", "--create"], { input: good });

    const run = await workplace.run(["import", workplace.file("none.jsonl"), "--project", "tides"]);

    expect(run).toMatchObject({ exitCode: 1, out: "", err: expect.stringContaining("none.jsonl") });
  });
});
