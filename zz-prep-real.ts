import { createApp } from "./src/app";
import { localOperator } from "./src/core/viewer";
import { createReadStream, rmSync } from "node:fs";
import { createHash } from "node:crypto";
const peak = () => Math.round(process.resourceUsage().maxRSS / 1024);
async function main() {
  const file = process.env.DB ?? "/tmp/lr/prep/real.db";
  for (const s of ["", "-wal", "-shm"]) rmSync(file + s, { force: true });
  const app = await createApp({ port: 0, host: "127.0.0.1", database: process.env.PG ? { kind: "postgres", url: process.env.PG } : { kind: "sqlite", file }, publicOrigins: [], trustedProxies: 0, metricsToken: null, hasGraphiql: true, logLevel: "info", isDemo: false });
  console.log("drift", await app.store.schemaDrift());
  const p = await app.services.projects.create(localOperator, { slug: "real", name: "Real" } as never);
  let t = performance.now();
  const rep = await app.services.promptImport.importStream(localOperator, { projectId: p.id, isStrict: false, isDryRun: false, renames: {} } as never, createReadStream(process.env.FILE ?? "/tmp/lr/real-prompts.jsonl"));
  console.log("import s", (performance.now() - t) / 1000, rep.imported, rep.duplicates, rep.rejected, rep.errors.slice(0, 2), "peak", peak());
  for (const seed of [1, 1, undefined]) {
    t = performance.now();
    const { run } = await app.services.preparation.prepareNow(localOperator, { projectId: p.id, seed, minPrefix: 100, userCap: 200, organizationCap: 200 } as never);
    console.log("prepare s", (performance.now() - t) / 1000, "peak", peak());
    console.log(run.inputSha256, JSON.stringify(run.funnel), JSON.stringify(run.splits));
    const rows = await app.store.read((r) => r.rows<Record<string, unknown>>(`SELECT p.external_id, o.step, o.reason, o.split, d.external_id AS dup, o.language, o.prompt_tokens FROM prompt_outcomes o JOIN prompts p ON p.id = o.prompt_id LEFT JOIN prompts d ON d.id = o.duplicate_of WHERE o.run_id = :id ORDER BY p.external_id`, { id: run.id }));
    console.log("outcomes", rows.length, createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16));
  }
  await app.close();
}
main().catch((e) => { console.error(e); process.exitCode = 1; });
