import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The version of this Labelroom, as its package.json says: manifests name it. */
export function labelroomVersion(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  return version;
}
