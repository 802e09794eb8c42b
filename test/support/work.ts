import { JobState } from "../../src/core/jobs/job.entity";
import type { ApiClient } from "./api-client";
import type { TestProject } from "./project";
import type { TestServer } from "./server";

/** What a claim answers in these tests. */
export interface ClaimedWork {
  readonly id: string;
  readonly state: string;
  readonly leaseUntil: string;
  readonly kind: string;
  readonly prompt: { readonly id: string; readonly text: string };
  readonly outputs: readonly { readonly id: string; readonly text: string }[];
  readonly draft: { readonly revision: number; readonly content: Record<string, unknown> } | null;
}

const importing = `mutation ($input: ImportPromptsInput!) { importPrompts(input: $input) { imported rejected } }`;
const preparing = `mutation ($input: PreparePromptsInput!) { preparePrompts(input: $input) { job { id } } }`;
const adding = `mutation ($input: AddCompletionsInput!) { addCompletions(input: $input) { imported rejected } }`;
const publishing = `mutation ($input: PublishGuidelineInput!) { publishGuideline(input: $input) { guideline { version } } }`;
const creating = `mutation ($input: CreateTasksInput!) { createTasks(input: $input) { created shared without { reason count } } }`;
const claiming = `mutation ($input: ClaimTaskInput!) { claimTask(input: $input) { assignment {
  id state leaseUntil kind prompt { id text } outputs { id text } draft { revision content } } } }`;

/** The key of the n-th call of a test. */
export const aKey = (name: string): string => `test-key-${name}`;

/** Prompts of as many customers, imported and prepared, each with a set of four completions. */
export async function preparedPrompts(
  server: TestServer,
  project: TestProject,
  count: number,
): Promise<void> {
  const { client } = project.researcher;
  const rows = Array.from({ length: count }, (_, place) => ({
    external_id: `p${place}`,
    text: `Question number ${place}: what is the sum of ${place} and ${place}?`,
    user_id: `user-${place}`,
    organization_id: `organization-${place}`,
    consent: true,
    channel: "PLAYGROUND",
  }));
  const content = rows.map((row) => JSON.stringify(row)).join("\n");
  await client.query(importing, { input: { projectId: project.id, content } });
  const { preparePrompts } = await client.query<{ preparePrompts: { job: { id: string } } }>(preparing, {
    input: { projectId: project.id },
  });
  const job = await server.app.services.jobs.ended(preparePrompts.job.id);
  if (job.state !== JobState.DONE) throw new Error(`The preparation is ${job.state}: ${job.error}`);
  const completions = rows.flatMap(({ external_id: promptExternalId }, place) =>
    ["a", "b", "c", "d"].map((model) => {
      return { promptExternalId, model, set: "first", text: `Model ${model} says ${place + place}` };
    }),
  );
  await client.query(adding, { input: { projectId: project.id, completions } });
}

/** A published guideline; returns its version. */
export async function aGuideline(
  project: TestProject,
  wishes: { readonly requiresAcknowledgement?: boolean; readonly after?: number } = {},
): Promise<number> {
  const { publishGuideline } = await project.researcher.client.query<{
    publishGuideline: { guideline: { version: number } };
  }>(publishing, {
    input: {
      projectId: project.id,
      markdown: "# Be helpful\n\nDo what is meant.",
      priorities: ["HELPFUL", "TRUTHFUL", "HARMLESS"],
      phase: "TRAINING",
      note: "A version",
      expectedVersion: wishes.after ?? 0,
      requiresAcknowledgement: wishes.requiresAcknowledgement ?? false,
    },
  });
  return publishGuideline.guideline.version;
}

/** Tasks over all kept prompts. */
export async function someTasks(
  project: TestProject,
  input: Readonly<Record<string, unknown>>,
): Promise<{ created: number; shared: number; without: readonly { reason: string; count: number }[] }> {
  const { createTasks } = await project.researcher.client.query<{
    createTasks: { created: number; shared: number; without: { reason: string; count: number }[] };
  }>(creating, {
    input: {
      projectId: project.id,
      key: aKey(JSON.stringify(input).replace(/\W/g, "-").slice(0, 100)),
      ...input,
    },
  });
  return createTasks;
}

/** A claim; null when there is nothing. */
export async function claimed(client: ApiClient, projectId: string): Promise<ClaimedWork | null> {
  const { claimTask } = await client.query<{ claimTask: { assignment: ClaimedWork | null } }>(claiming, {
    input: { projectId },
  });
  return claimTask.assignment;
}

/** A claim that must give something. */
export async function mustClaim(client: ApiClient, projectId: string): Promise<ClaimedWork> {
  const assignment = await claimed(client, projectId);
  if (assignment === null) throw new Error("There was no task to claim.");
  return assignment;
}

/** A small label form of one required scale. */
export async function aForm(project: TestProject): Promise<string> {
  const mutation = `mutation ($input: PublishLabelFormInput!) { publishLabelForm(input: $input) { labelForm { name } } }`;
  const field = {
    key: "overall_quality",
    scope: "COMPLETION",
    answerKind: "SCALE",
    question: "How good is it?",
    scale: { min: 1, max: 7, minLabel: "worst", maxLabel: "best" },
  };
  await project.researcher.client.query(mutation, {
    input: { projectId: project.id, name: "small", fields: [field] },
  });
  return "small";
}

/** A whole ranking of an assignment: the outputs' ranks in their order, and a rating each. */
export function rankingOf(work: ClaimedWork, ranks: readonly number[]): Readonly<Record<string, unknown>> {
  return {
    assignmentId: work.id,
    answers: work.outputs.map(({ id }, place) => ({
      field: "overall_quality",
      completionId: id,
      score: 8 - (ranks[place] ?? 1),
    })),
    ranks: work.outputs.map(({ id }, place) => ({ completionId: id, rank: ranks[place] ?? 1 })),
  };
}

export const submitRanking = `mutation ($input: SubmitRankingInput!) { submitRanking(input: $input) { label {
  id version kind origin versions { version guidelineVersion ranks { completionId rank } answers { field completionId score } } } } }`;
export const submitDemonstration = `mutation ($input: SubmitDemonstrationInput!) {
  submitDemonstration(input: $input) { label { id version versions { text tokens guidelineVersion } } } }`;
