import { existsSync } from "node:fs";
import js from "@eslint/js";
import graphql from "@graphql-eslint/eslint-plugin";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const schemaFile = "schema/schema.graphql";

// What stands in one place only: the environment, the database, the clock, chance. Each is a list of selectors, because a
// later block of this file replaces `no-restricted-syntax` as a whole; `restrict` joins the lists a place is held to.
const environment = [
  [
    "MemberExpression[object.name='process'][property.name='env']",
    "The environment is read in core/config.ts alone; take what you need as an argument.",
  ],
  [
    "ImportDeclaration[source.value=/^(node:)?process$/] > ImportSpecifier[imported.name='env']",
    "The environment is read in core/config.ts alone.",
  ],
];
const database = [
  [
    "ImportDeclaration[source.value='typeorm'] > ImportSpecifier[imported.name=/^(DataSource|EntityManager|Repository|BaseEntity|getRepository|getManager|getConnection|createConnection)$/]",
    "Data source, managers and repositories stay in core/database; use Store, Reader and Transaction.",
  ],
  [
    "CallExpression[callee.property.name='getRepository']",
    "Repositories stay in core/database; use Reader and Transaction.",
  ],
];
const clock = [
  [
    "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    "Take the time from core's Clock, or as an argument.",
  ],
  [
    "NewExpression[callee.name='Date'][arguments.length=0]",
    "Take the time from core's Clock, or as an argument.",
  ],
  ["CallExpression[callee.name='Date']", "Take the time from core's Clock, or as an argument."],
  [
    "CallExpression[callee.object.name='performance'][callee.property.name='now']",
    "Take the time from core's Clock.",
  ],
  ["CallExpression[callee.name='setInterval']", "Use Clock.every, which a close can end."],
  ["CallExpression[callee.property.name='setInterval']", "Use Clock.every, which a close can end."],
];
const chance = [
  [
    "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    "Chance is seeded: use core/seeded.ts.",
  ],
  [
    "ImportDeclaration[source.value=/^(node:)?crypto$/] > ImportSpecifier[imported.name=/^(randomBytes|randomUUID|randomInt|randomFill|randomFillSync|getRandomValues|webcrypto)$/]",
    "New ids and secrets come from core/ids.ts.",
  ],
  [
    "CallExpression[callee.property.name=/^(randomBytes|randomUUID|randomInt|getRandomValues)$/]",
    "New ids and secrets come from core/ids.ts.",
  ],
];
const access = [
  [
    "ImportDeclaration[source.value='type-graphql'] > ImportSpecifier[imported.name='Authorized']",
    "Access is decided by the predicates of projects/access.ts, in the service.",
  ],
];
const defaultExport = [
  ["ExportDefaultDeclaration", "Export by name; a default export only where a tool asks for one."],
  [
    "ExportSpecifier[exported.name='default']",
    "Export by name; a default export only where a tool asks for one.",
  ],
];
const skippedTest = [
  [
    "CallExpression[callee.object.name=/^(describe|it|test)$/][callee.property.name=/^(skip|only|todo|failing)$/]",
    "Every test runs.",
  ],
  ["CallExpression[callee.name=/^(xdescribe|xit|xtest|fdescribe|fit)$/]", "Every test runs."],
];

/** The rule that holds a place to these lists. */
function restrict(...lists) {
  return {
    "no-restricted-syntax": ["error", ...lists.flat().map(([selector, message]) => ({ selector, message }))],
  };
}

const everywhere = [...access, ...defaultExport];

/** Object types that are values: parts of a thing, counts, events; they have no id of their own. */
const valueTypes = [
  "AgreementReport",
  "CustomerCount",
  "Draft",
  "DropCount",
  "EdgeCaseAnswered",
  "EdgeCaseAsked",
  "FieldAgreement",
  "FieldChoice",
  "FieldCondition",
  "FieldScale",
  "FunnelStep",
  "GuidelineDiffPart",
  "GuidelinePublished",
  "ImportError",
  "JobProgress",
  "LabelAnswer",
  "LabelCount",
  "LabelField",
  "LabelRank",
  "LabelerPairKappa",
  "MessagePosted",
  "MyWork",
  "NoTaskCount",
  "PairwiseAgreement",
  "Person",
  "PersonalDataFind",
  "PreparationParameters",
  "Presence",
  "ProjectProgress",
  "ProjectSettings",
  "PromptCount",
  "PromptExample",
  "PromptOutcome",
  "PromptTurn",
  "RankingAgreement",
  "RecognizerVersion",
  "ReleaseCount",
  "ReleaseCounts",
  "ReleaseFile",
  "SplitCount",
  "Statistic",
  "Statistics",
  "TaskCount",
  "TaskHolder",
  "TokenRow",
  "ValueShare",
  "WorstTask",
];

export default defineConfig(
  globalIgnores(["dist/", "coverage/", "data/", "examples/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.{js,cjs,mjs,ts,tsx}"],
    extends: [js.configs.recommended],
    languageOptions: { globals: { console: "readonly", process: "readonly" } },
  },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A promise is a method's contract, whether or not its body awaits: what it throws must become a rejection.
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    rules: { "no-console": "error", ...restrict(environment, database, clock, chance, everywhere) },
  },
  { files: ["src/core/**/*.ts"], rules: restrict(environment, database, everywhere) },
  { files: ["src/core/config.ts"], rules: restrict(database, everywhere) },
  { files: ["src/core/database/**/*.ts"], rules: restrict(environment, everywhere) },
  // Clients of the API know nothing of core/: their clock is the machine's, and in a browser so is their chance.
  { files: ["src/demo/**/*.ts"], rules: restrict(environment, database, chance, everywhere) },
  { files: ["src/console/**/*.{ts,tsx}"], rules: restrict(environment, database, everywhere) },
  { files: ["src/cli/**/*.ts"], rules: { "no-console": "off" } },
  {
    files: ["test/**/*.ts", "bench/**/*.ts"],
    rules: {
      ...restrict(everywhere, skippedTest),
      // Jest's own matchers are unbound by design.
      "@typescript-eslint/unbound-method": "off",
      // expect.any, expect.stringContaining and their like are typed `any`.
      "@typescript-eslint/no-unsafe-assignment": "off",
    },
  },
  // Jest asks for a default export.
  { files: ["test/support/postgres-{setup,teardown}.ts"], rules: restrict(access) },
  {
    files: ["**/*.{js,cjs,mjs}"],
    languageOptions: {
      globals: {
        module: "writable",
        require: "readonly",
        __dirname: "readonly",
        URL: "readonly",
        fetch: "readonly",
      },
    },
  },
  ...(existsSync(schemaFile) ? [schemaRules()] : []),
);

/** Every type, field and argument described; connections in Relay's shape. */
function schemaRules() {
  return {
    files: [schemaFile],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: schemaFile } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
          // type-graphql makes the root types and gives them no description.
          ignoredSelectors: ["[type=ObjectTypeDefinition][name.value=/^(Query|Mutation|Subscription)$/]"],
        },
      ],
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      "@graphql-eslint/strict-id-in-types": [
        "error",
        { exceptions: { types: ["PageInfo", ...valueTypes], suffixes: ["Connection", "Edge", "Payload"] } },
      ],
    },
  };
}
