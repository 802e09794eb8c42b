// Holds the rules of order, worlds and walls over src/.
//   node boundaries/check.mjs [FOLDER]    over the src/ of FOLDER (this repository)
//   node boundaries/check.mjs --rules     prints the rules' names
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { cruise } from "dependency-cruiser";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { forbidden, nameProblem } from "./rules.mjs";

const repository = join(import.meta.dirname, "..");

if (process.argv.includes("--rules")) {
  for (const { name } of forbidden) console.log(name);
} else {
  process.chdir(resolve(process.argv[2] ?? repository));
  report((await cruiseSource()).output);
}

function cruiseSource() {
  return cruise(
    existsSync("src") ? ["src"] : [],
    {
      validate: true,
      ruleSet: { forbidden },
      tsPreCompilationDeps: true,
      doNotFollow: { path: ["node_modules", "^schema/"] },
      exclude: { path: "\\.(?:css|html)$" },
    },
    {
      extensions: [".ts", ".tsx", ".js", ".cjs", ".mjs", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
    },
    { tsConfig: extractTsConfig(join(repository, "tsconfig.json")) },
  );
}

function report({ modules, summary }) {
  const comments = new Map(forbidden.map(({ name, comment }) => [name, comment]));
  const problems = [
    ...modules.flatMap(({ source }) =>
      nameProblem(source) === null ? [] : [`${nameProblem(source)}: ${source}`],
    ),
    ...summary.violations.map(
      ({ rule, from, to }) => `${rule.name}: ${from} -> ${to}\n    ${comments.get(rule.name)}`,
    ),
  ];
  for (const problem of problems) console.error(problem);
  // An empty folder, or a compiler that dependency-cruiser doesn't know, looks like success to it.
  const isProof = modules.some(({ source }) => source.startsWith("src/"));
  if (!isProof) console.error("The boundaries check saw no modules: nothing is proved.");
  else if (problems.length > 0)
    console.error(`${problems.length} problems in ${summary.totalCruised} modules.`);
  else console.error(`Boundaries hold: ${summary.totalCruised} modules, ${forbidden.length} rules.`);
  process.exitCode = isProof && problems.length === 0 ? 0 : 1;
}
