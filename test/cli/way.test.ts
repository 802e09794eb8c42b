import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { Workplace } from "./captured-terminal";

const sample = join(__dirname, "..", "..", "examples", "sample");

interface Exported {
  readonly release: string;
  readonly folder: string;
  readonly rows: Readonly<Record<string, number>>;
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
}

describe("the way of the data on the command line", () => {
  let workplace: Workplace;

  beforeAll(async () => {
    workplace = await Workplace.open();
    await workplace.run(["import", join(sample, "prompts.jsonl"), "--project", "sample", "--create"]);
  });

  afterAll(() => workplace.close());

  async function made(argv: readonly string[]): Promise<unknown> {
    const run = await workplace.run([...argv, "--json"]);
    expect(run).toMatchObject({ exitCode: 0 });
    return JSON.parse(run.out);
  }

  it("prepares with a funnel whose steps hand on what they let through, the same twice", async () => {
    const argv = ["prepare", "--project", "sample", "--seed", "42", "--organization-cap", "6"];
    const first = (await made(argv)) as {
      funnel: { step: string; in: number; out: number }[];
      splits: unknown;
    };
    const second = await made(argv);

    expect(Object.keys(first)).toEqual(["run", "funnel", "splits"]);
    expect(Object.keys(first.splits as object).sort()).toEqual(["TEST", "TRAIN", "VALIDATION"]);
    expect(first.funnel.map(({ step }) => step)).toEqual([
      "CONSENT",
      "DEDUPE",
      "CAP",
      "SPLIT",
      "PII",
      "MEASURE",
    ]);
    first.funnel.slice(1).forEach((row, place) => {
      expect(row.in).toBe(first.funnel[place]?.out);
    });
    expect(second).toEqual({ ...first, run: expect.any(String) });
  });

  it("exports a release, the same bytes again by its id, and proves the folder until it is touched", async () => {
    await made(["prepare", "--project", "sample", "--seed", "42"]);
    const out = workplace.file("out");
    const first = (await made([
      ...["export", "--project", "sample", "--kind", "PPO", "--name", "asked", "--out", out],
    ])) as Exported;
    const again = (await made([
      "export",
      "--release",
      first.release,
      "--out",
      workplace.file("again"),
    ])) as Exported;

    expect(Object.keys(first)).toEqual(["release", "folder", "rows", "files"]);
    expect(first.folder).toBe(join(out, "asked-v1"));
    expect(Object.keys(first.rows).sort()).toEqual(["test", "train", "validation"]);
    expect(again.files).toEqual(first.files);

    expect(await made(["verify", first.folder])).toMatchObject({ ok: true, problems: [] });
    await appendFile(join(first.folder, "README.md"), "one more line\n");
    const touched = await workplace.run(["verify", first.folder]);
    expect(touched).toMatchObject({ exitCode: 1, out: expect.stringContaining("README.md") });
  });

  it("reports preparation, statistics and agreement", async () => {
    expect(Object.keys((await made(["report", "--project", "sample"])) as object)).toEqual([
      ...["project", "preparation", "statistics", "agreement"],
    ]);
    const words = await workplace.run(["report", "--project", "sample"]);
    expect(words).toMatchObject({ exitCode: 0, out: expect.stringContaining("CONSENT") });
  });

  it.each([
    ["neither a release nor a kind", ["export", "--project", "sample", "--out", "x"]],
    ["both a release and a kind", ["export", "--release", "rel_x", "--kind", "SFT", "--out", "x"]],
    ["no place to go", ["export", "--release", "rel_x"]],
    ["a cap of none", ["prepare", "--project", "sample", "--user-cap", "0"]],
  ])("exits 2 for %s", async (_name, argv) => {
    expect(await workplace.run(argv)).toMatchObject({
      exitCode: 2,
      out: "",
      err: expect.stringContaining("Usage:"),
    });
  });

  it("exits 1 for a project and a release that aren't there", async () => {
    expect(await workplace.run(["prepare", "--project", "none"])).toMatchObject({ exitCode: 1 });
    const missing = await workplace.run([
      "export",
      "--release",
      "rel_none",
      "--out",
      workplace.file("x"),
      "--json",
    ]);
    expect(missing.exitCode).toBe(1);
    expect(JSON.parse(missing.out)).toMatchObject({ error: { code: "NOT_FOUND" } });
  });
});
