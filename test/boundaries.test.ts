import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const repository = join(__dirname, "..");

/** A file of a toy tree and what it imports. */
interface ToyFile {
  readonly path: string;
  readonly imports: readonly string[];
}

/** A planted violation: the rule that must name it, the file that breaks it and its imports. */
type Planted = readonly [rule: string, path: string, ...imports: readonly string[]];

const lawful: readonly ToyFile[] = [
  { path: "src/core/errors.ts", imports: [] },
  { path: "src/core/log.ts", imports: ["pino"] },
  { path: "src/core/database/store.ts", imports: ["typeorm", "../errors"] },
  { path: "src/core/search/text-index.ts", imports: ["../database/store"] },
  { path: "src/core/jobs/runner.ts", imports: ["../database/store"] },
  { path: "src/projects/access.ts", imports: ["../core/errors"] },
  { path: "src/projects/project.entity.ts", imports: ["typeorm", "type-graphql"] },
  { path: "src/prompts/few-shot.ts", imports: ["node:crypto", "../core/errors"] },
  { path: "src/prompts/prompt.entity.ts", imports: ["typeorm", "../projects/project.entity"] },
  { path: "src/prompts/prompts.types.ts", imports: ["type-graphql", "./prompt.entity"] },
  { path: "src/prompts/prompts.inputs.ts", imports: ["class-validator", "./prompts.types"] },
  { path: "src/prompts/csv.adapter.ts", imports: ["node:fs", "csv-parse"] },
  {
    path: "src/prompts/prompts.service.ts",
    imports: ["../core/database/store", "./csv.adapter", "./few-shot"],
  },
  {
    path: "src/prompts/prompts.resolver.ts",
    imports: ["type-graphql", "./prompts.service", "./prompts.inputs"],
  },
  { path: "src/groups/group.entity.ts", imports: ["typeorm"] },
  { path: "src/tasks/task.entity.ts", imports: ["../prompts/prompt.entity", "../groups/group.entity"] },
  { path: "src/labels/ranking.ts", imports: ["../core/errors"] },
  { path: "src/labels/label.entity.ts", imports: ["../tasks/task.entity"] },
  { path: "src/screening/scores.ts", imports: ["../labels/ranking"] },
  { path: "src/survey/survey.service.ts", imports: ["../projects/access"] },
  { path: "src/consensus/kemeny.ts", imports: [] },
  { path: "src/migrations/1-create-prompts.ts", imports: ["typeorm", "../core/database/store"] },
  {
    path: "src/app.ts",
    imports: ["./prompts/prompts.resolver", "./survey/survey.service", "./migrations/1-create-prompts"],
  },
  { path: "src/demo/simulator.ts", imports: ["graphql-ws", "node:http"] },
  { path: "src/cli/labelroom.ts", imports: ["commander", "../app", "../demo/simulator"] },
  { path: "src/console/late.ts", imports: [] },
];

const planted: readonly Planted[] = [
  ["order-core-files", "src/core/p-order.ts", "./database/store"],
  ["order-core-database", "src/core/database/p-order.ts", "../search/text-index"],
  ["order-core-search", "src/core/search/p-order.ts", "../jobs/runner"],
  ["no-cycle", "src/prompts/p-cycle-a.ts", "./p-cycle-b"],
  ["no-cycle", "src/prompts/p-cycle-b.ts", "./p-cycle-a"],
  ["plain-files", "src/prompts/p-plain-entity.ts", "./prompt.entity"],
  ["plain-files", "src/prompts/p-plain-log.ts", "../core/log"],
  ["plain-packages", "src/prompts/p-plain-typeorm.ts", "typeorm"],
  ["plain-packages", "src/prompts/p-plain-graphql.ts", "graphql"],
  ["plain-node", "src/prompts/p-plain-node.ts", "node:fs"],
  ["entity-world", "src/prompts/p-world.entity.ts", "./prompts.service"],
  ["types-world", "src/prompts/p-world.types.ts", "../core/database/store"],
  ["types-world", "src/prompts/p-world.events.ts", "./prompts.service"],
  ["types-inputs", "src/prompts/p-inputs.types.ts", "./prompts.inputs"],
  ["service-world", "src/prompts/p-world.service.ts", "./prompts.resolver"],
  ["service-world", "src/prompts/p-graphql.service.ts", "type-graphql"],
  ["adapter-world", "src/prompts/p-world.adapter.ts", "typeorm"],
  ["resolver-world", "src/prompts/p-world.resolver.ts", "../core/database/store"],
  ["resolver-own-service", "src/tasks/p-own.resolver.ts", "../prompts/prompts.service"],
  ["node-world", "src/prompts/p-node.service.ts", "node:fs"],
  ["migrations-world", "src/migrations/2-p-entity.ts", "../prompts/prompt.entity"],
  ["migrations-packages", "src/migrations/3-p-package.ts", "validator"],
  ["private-to-folder", "src/tasks/p-private.service.ts", "../prompts/csv.adapter"],
  ["private-to-folder", "src/cli/p-private.ts", "../prompts/prompts.inputs"],
  ["wall-screening-groups", "src/screening/p-groups.entity.ts", "../labels/label.entity"],
  ["wall-screening-consensus", "src/screening/p-consensus.ts", "../consensus/kemeny"],
  ["wall-screening-services", "src/screening/p-services.service.ts", "../labels/label.entity"],
  ["wall-survey", "src/survey/p-wall.service.ts", "../projects/project.entity"],
  ["wall-survey-from", "src/release/p-survey.service.ts", "../survey/survey.service"],
  ["wall-demo", "src/demo/p-wall.ts", "../core/errors"],
  ["wall-console", "src/console/p-wall.ts", "../core/errors"],
  ["not-to-tests", "src/prompts/p-tests.ts", "../../test/builders"],
  ["not-unresolved", "src/prompts/p-nowhere.ts", "no-such-package"],
  ["not-to-dev-dependency", "src/cli/p-dev.ts", "fast-check"],
  ["known-place", "src/misplaced/p-place.ts"],
  ["known-kind", "src/prompts/p-kind.factory.ts"],
];

const trees: string[] = [];
let names: string[] | undefined;

afterAll(() => {
  for (const tree of trees) rmSync(tree, { recursive: true, force: true });
});

describe("the boundaries check", () => {
  it("lets a tree pass in which every file keeps to its place and world", () => {
    expect(check(lawful)).toEqual({ exitCode: 0, words: expect.stringContaining("Boundaries hold") });
  });

  it("names each planted violation by rule and file", () => {
    const all = [...planted, ...upwardImports()];
    const files = all.map(([, path, ...imports]) => ({ path, imports }));
    const { exitCode, words } = check([...lawful, ...files, { path: "test/builders.ts", imports: [] }]);
    const lines = words.split("\n");
    const missed = all.filter(
      ([rule, path]) => !lines.some((line) => line.startsWith(`${rule}: `) && line.includes(path)),
    );
    expect({ missed, exitCode }).toEqual({ missed: [], exitCode: 1 });
  });

  it("has a planted violation for every rule", () => {
    const names = new Set([...planted, ...upwardImports()].map(([rule]) => rule));
    expect(ruleNames().filter((name) => !names.has(name))).toEqual([]);
  });

  it("fails where it saw no module", () => {
    expect(check([])).toEqual({ exitCode: 1, words: expect.stringContaining("nothing is proved") });
  });
});

/** For each rule of order between places, a file that imports from the last place. */
function upwardImports(): Planted[] {
  const rules = ruleNames().filter((name) => name.startsWith("order-") && !name.startsWith("order-core-"));
  return rules.map((rule) => {
    const place = rule.slice("order-".length);
    return place === "app"
      ? [rule, "src/schema.ts", "./console/late"]
      : [rule, `src/${place}/p-upward.ts`, "../console/late"];
  });
}

function ruleNames(): string[] {
  return (names ??= run("--rules").stdout.trim().split("\n"));
}

function check(files: readonly ToyFile[]): { exitCode: number | null; words: string } {
  const tree = mkdtempSync(join(tmpdir(), "labelroom-boundaries-"));
  trees.push(tree);
  symlinkSync(join(repository, "node_modules"), join(tree, "node_modules"));
  writeFileSync(join(tree, "package.json"), JSON.stringify(manifest()));
  for (const { path, imports } of files) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    const lines = imports.map((from, index) => `import * as part${index} from "${from}";`);
    writeFileSync(
      join(tree, path),
      [...lines, `export const parts = [${imports.map((_, i) => `part${i}`).join()}];`].join("\n"),
    );
  }
  const { status, stderr } = run(tree);
  return { exitCode: status, words: stderr };
}

function manifest(): Record<string, unknown> {
  const dependencies = [
    "class-validator",
    "commander",
    "csv-parse",
    "graphql",
    "graphql-ws",
    "pino",
    "type-graphql",
    "typeorm",
    "validator",
  ];
  const versions = (names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, "*"]));
  return { name: "toy", dependencies: versions(dependencies), devDependencies: versions(["fast-check"]) };
}

function run(argument: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(repository, "boundaries", "check.mjs"), argument], {
    encoding: "utf8",
  });
}
