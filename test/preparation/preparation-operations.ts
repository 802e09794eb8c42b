import { freshSplit } from "../../src/preparation/split";
import type { Split } from "../../src/preparation/steps";
import type { ApiClient } from "../support/api-client";
import type { TestServer } from "../support/server";

/** A row of a file of prompts. */
export type PromptLine = Readonly<Record<string, unknown>>;

/** A customer's row that passes every step, but for what is said. */
export function aLine(row: PromptLine & { readonly external_id: string }): PromptLine {
  return {
    text: `Explain ${row.external_id} to a child.`,
    source: "CUSTOMER",
    channel: "PLAYGROUND",
    consent: true,
    user_id: `user of ${row.external_id}`,
    organization_id: `org of ${row.external_id}`,
    ...row,
  };
}

/** Organizations that get this split under a seed. */
export function organizationsIn(split: Split, seed: number, count: number): readonly string[] {
  const found: string[] = [];
  for (let n = 0; found.length < count; n++) {
    const key = `org-${n}`;
    if (freshSplit({ kind: "ORGANIZATION", key }, seed) === split) found.push(key);
  }
  return found;
}

/** Imports rows through the API; all of them are taken. */
export async function imports(
  client: ApiClient,
  projectId: string,
  lines: readonly PromptLine[],
): Promise<void> {
  const content = lines.map((line) => JSON.stringify(line)).join("\n");
  const { importPrompts } = await client.query<{ importPrompts: { rejected: number; errors: object[] } }>(
    `mutation Import($input: ImportPromptsInput!) {
      importPrompts(input: $input) { rejected errors { line message } }
    }`,
    { input: { projectId, content, format: "JSONL" } },
  );
  expect(importPrompts).toEqual({ rejected: 0, errors: [] });
}

/** A run as the tests read it. */
export interface RunData {
  readonly id: string;
  readonly state: string;
  readonly inputSha256: string | null;
  readonly parameters: { readonly seed: string; readonly userCap: number };
  readonly funnel: readonly {
    readonly step: string;
    readonly in: number;
    readonly out: number;
    readonly dropped: readonly { readonly reason: string; readonly count: number }[];
  }[];
  readonly splits: readonly { readonly split: string; readonly count: number }[];
  readonly job: { readonly id: string; readonly state: string; readonly error: string | null };
}

const runFields = `
  id state inputSha256 parameters { seed userCap } job { id state error }
  funnel { step in out dropped { reason count } } splits { split count }`;

/** Asks for a run. */
export async function prepares(client: ApiClient, input: object): Promise<RunData> {
  const { preparePrompts } = await client.query<{ preparePrompts: { run: RunData } }>(
    `mutation Prepare($input: PreparePromptsInput!) { preparePrompts(input: $input) { run { ${runFields} } } }`,
    { input },
  );
  return preparePrompts.run;
}

/** Asks for a run and waits for its end; returns it as it is then. */
export async function prepared(
  server: TestServer,
  client: ApiClient,
  input: { readonly projectId: string; readonly [key: string]: unknown },
): Promise<RunData> {
  const { id, job } = await prepares(client, input);
  await server.app.services.jobs.ended(job.id);
  const run = await preparation(client, input.projectId, id);
  if (run === null) throw new Error("The run that was asked for is not there.");
  return run;
}

/** A run of a project, the current one by default. */
export async function preparation(
  client: ApiClient,
  projectId: string,
  runId: string | null = null,
): Promise<RunData | null> {
  const data = await client.query<{ preparation: RunData | null }>(
    `query Preparation($projectId: ID!, $runId: ID) { preparation(projectId: $projectId, runId: $runId) { ${runFields} } }`,
    { projectId, runId },
  );
  return data.preparation;
}

/** What a run says of a prompt. */
export interface OutcomeData {
  readonly promptId: string;
  readonly step: string | null;
  readonly reason: string | null;
  readonly split: string | null;
  readonly duplicateOf: string | null;
  readonly language: string | null;
  readonly promptTokens: number | null;
  readonly isOverlong: boolean;
  readonly finds: readonly {
    readonly type: string;
    readonly start: number;
    readonly end: number;
    readonly isOverruled: boolean;
  }[];
  readonly prompt: { readonly externalId: string };
}

export const outcomesDocument = `query Outcomes($projectId: ID!, $runId: ID, $filter: OutcomeFilterInput, $after: String) {
  preparation(projectId: $projectId, runId: $runId) {
    outcomes(filter: $filter, first: 40, after: $after) {
      edges { node {
        promptId step reason split duplicateOf language promptTokens isOverlong
        finds { type start end isOverruled } prompt { externalId }
      } }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;

interface OutcomesData {
  readonly preparation: {
    readonly outcomes: {
      readonly edges: readonly { readonly node: OutcomeData }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

/** All outcomes of a run by external id, read page by page. */
export async function outcomes(
  client: ApiClient,
  asked: { readonly projectId: string; readonly runId?: string; readonly filter?: object },
): Promise<ReadonlyMap<string, OutcomeData>> {
  const found = new Map<string, OutcomeData>();
  for (let after: string | null = null; ;) {
    const data: OutcomesData = await client.query<OutcomesData>(outcomesDocument, { ...asked, after });
    const { edges, pageInfo } = data.preparation.outcomes;
    for (const { node } of edges) found.set(node.prompt.externalId, node);
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
}

/** Outcomes without ids, by external id: what must be the same in any project and on any store. */
export function comparable(found: ReadonlyMap<string, OutcomeData>): string {
  const externalIds = new Map([...found].map(([externalId, { promptId }]) => [promptId, externalId]));
  const rows = [...found].map(([externalId, { promptId: _, duplicateOf, ...outcome }]) => {
    return { ...outcome, externalId, duplicateOf: externalIds.get(duplicateOf ?? "") ?? null };
  });
  return JSON.stringify(rows.sort((a, b) => (a.externalId < b.externalId ? -1 : 1)));
}
