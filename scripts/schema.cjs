// Writes what the code emits into schema/; with --check, fails where a file is not what the code emits.
process.env.SWCRC = "true";
require("reflect-metadata");
require("@swc-node/register");
const { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { createApp } = require("../src/app.ts");
const { readConfig } = require("../src/core/config.ts");
const { manifestJsonSchema } = require("../src/release/manifest-shape.ts");
const { printedSchema } = require("../src/schema.ts");

const folder = join(__dirname, "..", "schema");

/** The files of schema/ that the code emits, by name. The schema needs an app, and so a database of its own. */
async function emitted() {
  const scratch = mkdtempSync(join(tmpdir(), "labelroom-schema-"));
  const app = await createApp(readConfig({ DATABASE_URL: `sqlite:${join(scratch, "schema.db")}` }));
  try {
    return {
      "schema.graphql": printedSchema(app.schema),
      "release-manifest.schema.json": `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`,
    };
  } finally {
    await app.close();
    rmSync(scratch, { recursive: true });
  }
}

async function main() {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(await emitted())) {
    const file = join(folder, name);
    if (!process.argv.includes("--check")) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
      console.error(`schema/${name} is not what the code emits: run \`npm run schema\` and commit it.`);
      process.exitCode = 1;
    } else console.error(`schema/${name} is what the code emits.`);
  }
}

void main();
