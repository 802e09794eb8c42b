// Builds dist/: the server and command line by tsc, the pages by vite, side by side.
//   node scripts/build.mjs              builds, and refuses type errors
//   node scripts/build.mjs --if-stale   for a start from a checkout: does nothing where dist/ was made from the very
//                                       files that lie here, and leaves type errors to `npm run typecheck`
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const stamp = "dist/.built-from";
const inputs = [
  "src",
  "ormconfig.ts",
  "tsconfig.json",
  "tsconfig.build.json",
  "vite.config.mjs",
  "package-lock.json",
];
const isStart = process.argv.includes("--if-stale");
process.chdir(join(import.meta.dirname, ".."));

const madeFrom = fingerprint();
if (!isStart || !existsSync(stamp) || readFileSync(stamp, "utf8") !== madeFrom) await build();

async function build() {
  console.error("Building dist/ …");
  rmSync("dist", { recursive: true, force: true });
  const results = await Promise.all([
    run("typescript/bin/tsc", "-p", "tsconfig.build.json", ...(isStart ? ["--noCheck"] : [])),
    run("vite/bin/vite.js", "build", "--logLevel", "warn"),
  ]);
  if (results.some((code) => code !== 0)) process.exit(1);
  writeFileSync(stamp, madeFrom);
}

/** A hash over names and contents of all that the build reads. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap(filesUnder))
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** Runs a package's program under this Node, its words on standard error; resolves with its exit code. */
function run(program, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join("node_modules", program), ...args], {
      stdio: ["ignore", 2, 2],
    });
    child.on("error", reject).on("close", resolve);
  });
}
