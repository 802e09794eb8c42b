import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of package.json, above both `src/cli` and `dist/src/cli`. */
export function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json")) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
