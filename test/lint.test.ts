import { spawnSync } from "node:child_process";
import { join } from "node:path";

const repository = join(__dirname, "..");

// Lints texts under paths that need not exist; what needs types is off, since a text is in no project.
const linter = `
import { readFileSync } from "node:fs";
import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
const eslint = new ESLint({
  overrideConfig: [
    { files: ["**/*.ts"], ...tseslint.configs.disableTypeChecked },
    { files: ["**/*.ts"], languageOptions: { parserOptions: { projectService: false } }, rules: { "@typescript-eslint/no-unused-vars": "off" } },
  ],
});
const found = [];
for (const [filePath, code] of JSON.parse(readFileSync(0, "utf8"))) {
  const [{ messages }] = await eslint.lintText(code, { filePath });
  found.push(messages.map(({ ruleId, message }) => ruleId ?? message));
}
console.log(JSON.stringify(found));
`;

type Text = readonly [path: string, code: string];

const refused: readonly Text[] = [
  ["src/prompts/a.ts", "export const port = process.env.PORT;"],
  ["src/prompts/a.ts", 'import { env } from "node:process"; export const port = env;'],
  ["src/core/ids.ts", "export const port = process.env.PORT;"],
  [
    "src/prompts/prompts.service.ts",
    'import { DataSource } from "typeorm"; export const source = DataSource;',
  ],
  [
    "src/app.ts",
    "export const rows = (s: { getRepository(n: string): number }) => s.getRepository('prompts');",
  ],
  ["src/tasks/lease.ts", "export const now = Date.now();"],
  ["src/tasks/lease.ts", "export const now = new Date();"],
  ["src/server/http.ts", "export const now = performance.now();"],
  ["src/server/http.ts", "setInterval(() => undefined, 1000);"],
  ["src/tasks/lease.ts", "export const chance = Math.random();"],
  ["src/server/http.ts", 'import { randomUUID } from "node:crypto"; export const id = randomUUID;'],
  ["src/server/http.ts", "export const id = crypto.randomUUID();"],
  ["src/server/http.ts", 'console.log("started");'],
  ["src/prompts/a.ts", "export default 1;"],
  ["src/prompts/a.ts", "const a = 1; export { a as default };"],
  [
    "src/prompts/prompts.resolver.ts",
    'import { Authorized } from "type-graphql"; export const a = Authorized;',
  ],
  ["src/prompts/a.ts", "export const a = (value: any): unknown => value;"],
  ["src/prompts/a.ts", "export const a = (value: string | null): string => value!;"],
  ["test/a.test.ts", 'it.skip("holds", () => undefined);'],
];

const allowed: readonly Text[] = [
  ["src/core/config.ts", "export const port = process.env.PORT;"],
  ["src/core/clock.ts", "export const now = new Date(Date.now());"],
  ["src/core/ids.ts", 'import { randomBytes } from "node:crypto"; export const bytes = randomBytes(8);'],
  ["src/core/database/open.ts", 'import { DataSource } from "typeorm"; export const source = DataSource;'],
  ["src/migrations/1-a.ts", 'import { QueryRunner } from "typeorm"; export const runner = QueryRunner;'],
  ["src/tasks/lease.ts", 'export const first = new Date("2026-01-01T00:00:00Z");'],
  ["src/cli/labelroom.ts", 'console.log("done");'],
  ["ormconfig.ts", "export default 1;"],
  ["test/a.test.ts", 'it("holds", () => { Date.now(); });'],
];

describe("the linter", () => {
  it("refuses what stands in another place", () => {
    const found = lint(refused);
    expect(refused.filter((_, index) => found[index]?.length === 0)).toEqual([]);
  });

  it("lets each thing stand in its own place", () => {
    const found = lint(allowed);
    const complaints = allowed.flatMap((text, index) => (found[index] ?? []).map((rule) => [...text, rule]));
    expect(complaints).toEqual([]);
  });
});

function lint(texts: readonly Text[]): string[][] {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", linter], {
    cwd: repository,
    input: JSON.stringify(texts),
    encoding: "utf8",
  });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as string[][];
}
