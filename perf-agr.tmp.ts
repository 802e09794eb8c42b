import "reflect-metadata";
import { mkdtempSync, rmSync } from "node:fs";
import { createApp } from "./src/app";
import { localOperator } from "./src/core/viewer";
import { LabelPages } from "./src/agreement/label-pages.service";
import { LabelOrigin } from "./src/labels/label.entity";
import { TaskKind } from "./src/tasks/task.entity";
import { randomIds } from "./src/core/ids";
const folder = mkdtempSync("/tmp/lr-agr-");
async function main(): Promise<void> {
  const app = await createApp({ port: 0, host: "127.0.0.1", publicOrigins: [], trustedProxies: 0, metricsToken: null, hasGraphiql: false, logLevel: "silent", isDemo: false, database: { kind: "sqlite", file: folder + "/x.db" } } as never);
  const p = await app.services.projects.create(localOperator, { slug: "perf", name: "perf" });
  const fields = ["f1", "f2", "f3"].map((key) => ({ key, scope: "COMPLETION", answerKind: key === "f1" ? "SCALE" : "YES_NO", question: "?", help: "", polarity: "NEUTRAL", isRequired: true, ...(key === "f1" ? { scale: { min: 1, max: 7, minLabel: "", maxLabel: "" } } : {}) }));
  const form = await app.services.forms.publish(localOperator, { projectId: p.id, name: "f", fields } as never);
  const N = Number(process.argv[2] ?? 80000), K = 4;
  const acc: string[] = [];
  for (let i = 0; i < 40; i++) acc.push((await app.services.accounts.create(localOperator, { email: `a${i}@x.org`, displayName: "a", password: "a password ok", isAdmin: false })).id);
  const at = "2026-01-01T00:00:00.000Z";
  await app.store.transaction(async (tx) => {
    const prefix = randomIds.next("prompt").slice(0, 12);
    const acct = `CASE (n % 40) ${acc.map((a, i) => `WHEN ${i} THEN '${a}'`).join(" ")} END`;
    const seq = `WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM s WHERE n < ${N - 1})`;
    await tx.execute(`INSERT INTO prompts (id, project_id, sequence, source, kind, stored_text, context, consent, content_hash, created_at) ${seq} SELECT '${prefix}'||printf('%08d',n), '${p.id}', n, 'CUSTOMER','PLAIN','t','[]',1,'h'||n,'${at}' FROM s WHERE n < ${N / 2}`);
    await tx.execute(`INSERT INTO completions (id, project_id, prompt_id, model, text, tokens, content_hash, created_at) ${seq} SELECT 'out_'||substr('${prefix}',5)||printf('%08d',n), '${p.id}', '${prefix}'||printf('%08d',n/${K}), 'm','t',1,'h','${at}' FROM s WHERE n < ${(N / 2) * K}`.replace(`n < ${N - 1}`, `n < ${(N / 2) * K}`));
    await tx.execute(`INSERT INTO labels (id, project_id, task_id, prompt_id, kind, account_id, origin, form_id, version, submitted_at, revisable_until) ${seq} SELECT 'lbl_'||printf('%016d',n), '${p.id}', 'tsk_'||printf('%016d',n/2), '${prefix}'||printf('%08d',n/2), 'RANK', ${acct}, 'TRAINING', '${form.id}', 1, '${at}','${at}' FROM s`);
    await tx.execute(`INSERT INTO label_versions (id, label_id, version, guideline_version, none_acceptable, active_seconds, wall_seconds, submitted_at) ${seq} SELECT 'lbv_'||printf('%016d',n), 'lbl_'||printf('%016d',n), 1, 1, 0, 1, 1, '${at}' FROM s`);
    await tx.execute(`INSERT INTO label_ranks (version_id, completion_id, rank) ${seq}, k(c) AS (SELECT 0 UNION ALL SELECT c+1 FROM k WHERE c < ${K - 1}) SELECT 'lbv_'||printf('%016d',n), 'out_'||substr('${prefix}',5)||printf('%08d',(n/2)*${K}+c), 1 + abs(random()) % ${K} FROM s, k`);
    for (const f of ["f1", "f2", "f3"]) await tx.execute(`INSERT INTO label_answers (version_id, field, completion_id, answer, score) ${seq}, k(c) AS (SELECT 0 UNION ALL SELECT c+1 FROM k WHERE c < ${K - 1}) SELECT 'lbv_'||printf('%016d',n), '${f}', 'out_'||substr('${prefix}',5)||printf('%08d',(n/2)*${K}+c), ${f === "f1" ? "NULL" : "CASE abs(random())%2 WHEN 0 THEN 'YES' ELSE 'NO' END"}, ${f === "f1" ? "1 + abs(random()) % 7" : "NULL"} FROM s, k`);
  });
  console.log("rows: labels", N, "ranks", N * K, "answers", N * K * 3);
  const read = async (): Promise<number> => {
    const t = performance.now();
    let rows = 0;
    await app.store.snapshot(async (reader) => {
      const pages = new LabelPages(reader);
      for await (const b of pages.batches({ projectId: p.id, kind: TaskKind.RANK, origins: [LabelOrigin.TRAINING, LabelOrigin.RESEARCHER], formIds: null, useCase: null, guidelineVersion: null, runId: null })) {
        const ids = b.map((l) => l.versionId);
        rows += (await pages.ranks(ids)).length + (await pages.answers(ids, ["f1", "f2", "f3"])).length;
      }
    });
    return performance.now() - t;
  };
  const whole = async (): Promise<number> => {
    const t = performance.now();
    await app.services.agreement.agreementOf(localOperator, { projectId: p.id, filter: null, tieRule: "LEAVE_OUT_INDIFFERENT" });
    return performance.now() - t;
  };
  for (let i = 0; i < 3; i++) { const r = await read(), w = await whole(); console.log("read", Math.round(r), "report", Math.round(w), "ratio", (w / r).toFixed(2), "rss", Math.round(process.memoryUsage().rss / 1e6)); }
  await app.close();
}
main().catch(console.error).finally(() => rmSync(folder, { recursive: true, force: true }));
