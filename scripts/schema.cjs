// Writes schema/schema.graphql from the code; with --check, fails where the file is not what the code emits.
process.env.SWCRC = "true";
require("reflect-metadata");
require("@swc-node/register");
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { emitSchema } = require("../src/schema.ts");

const file = join(__dirname, "..", "schema", "schema.graphql");
const emitted = emitSchema();

if (!process.argv.includes("--check")) {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, emitted);
} else if (!existsSync(file) || readFileSync(file, "utf8") !== emitted) {
  console.error("schema/schema.graphql is not what the code emits: run `npm run schema` and commit it.");
  process.exitCode = 1;
} else {
  console.error("schema/schema.graphql is what the code emits.");
}
