import { setTimeout as pause } from "node:timers/promises";
import type { ApiClient } from "./api-client";
import {
  addCompletionsDocument,
  addMemberDocument,
  createProjectDocument,
  createTasksDocument,
  importPromptsDocument,
  preparationDocument,
  preparePromptsDocument,
  promptsDocument,
  publishGuidelineDocument,
} from "./operations";
import type { Sample, SampleGuideline } from "./sample";

/** A step of the funnel, as the API tells it. */
export interface FunnelStep {
  readonly step: string;
  readonly in: number;
  readonly out: number;
  readonly dropped: readonly { readonly reason: string; readonly count: number }[];
}

/** A preparation run, as the API tells it. */
export interface Preparation {
  readonly id: string;
  readonly state: "RUNNING" | "DONE" | "FAILED";
  readonly funnel: readonly FunnelStep[] | null;
  readonly splits: readonly { readonly split: string; readonly count: number }[] | null;
}

/** A prompt of the project with the names its file gave. */
export interface NamedPrompt {
  readonly id: string;
  readonly externalId: string | null;
  readonly text: string;
  readonly completions: readonly { readonly id: string; readonly externalId: string | null }[];
}

const settings = { overlapShare: 0.5, overlap: 3, leastRanked: 4 };
/** Small enough for the sample to meet them: one organization has eight prompts. */
const caps = { userCap: 4, organizationCap: 6 };
const seed = 42;
const ratedSets = 3;

/** What the demo's researcher does before there is work, and between. */
export class SampleProject {
  private constructor(
    private readonly researcher: ApiClient,
    readonly projectId: string,
    private readonly sample: Sample,
  ) {}

  /** Makes the project as its admin and lets everybody in. */
  static async make(
    clients: { readonly admin: ApiClient; readonly researcher: ApiClient },
    members: readonly { readonly email: string; readonly role: string }[],
    sample: Sample,
  ): Promise<SampleProject> {
    const input = { slug: "sample", name: "Sample project", settings };
    const { project } = await clients.admin.send<{ project: { id: string } }>(
      createProjectDocument,
      { input },
      "createProject",
    );
    for (const { email, role } of members) {
      await clients.admin.send(
        addMemberDocument,
        { input: { projectId: project.id, email, role } },
        "addMember",
      );
    }
    return new SampleProject(clients.researcher, project.id, sample);
  }

  /** Imports the sample's prompts; returns how many there are. */
  async importPrompts(): Promise<number> {
    let imported = 0;
    for (const content of [this.sample.promptsJsonl, this.sample.promptsCsv]) {
      imported += (await this.#import(importPromptsDocument, "importPrompts", content)).imported;
    }
    return imported;
  }

  /** Imports the sample's completions; returns how many there are. */
  async addCompletions(): Promise<number> {
    return (await this.#import(addCompletionsDocument, "addCompletions", this.sample.completionsJsonl))
      .imported;
  }

  /** Runs the preparation and waits for its end. @throws Error where it fails. */
  async prepare(): Promise<Preparation> {
    const { projectId } = this;
    const input = { projectId, key: "demo-prepare", seed, ...caps };
    const { run } = await this.researcher.send<{ run: Preparation }>(
      preparePromptsDocument,
      { input },
      "preparePrompts",
    );
    for (;;) {
      const variables = { projectId, runId: run.id };
      const seen = await this.researcher.send<Preparation>(preparationDocument, variables, "preparation");
      if (seen.state === "DONE") return seen;
      if (seen.state === "FAILED") throw new Error("The preparation of the sample failed.");
      await pause(50);
    }
  }

  /** Publishes a version of the guideline; `foldsIn` are ids of questions. */
  async publish(
    version: SampleGuideline,
    { expectedVersion, foldsIn }: { expectedVersion: number; foldsIn: readonly string[] },
  ): Promise<void> {
    const { markdown, phase, priorities, note, requiresAcknowledgement } = version;
    const input = {
      ...{ projectId: this.projectId, key: `demo-guideline-${expectedVersion}`, expectedVersion },
      ...{ markdown, phase, priorities, note, requiresAcknowledgement, foldsIn },
    };
    await this.researcher.send(publishGuidelineDocument, { input }, "publishGuideline");
  }

  /** Makes tasks of every kind: rankings of all completion sets, ratings of some, demonstrations, annotations. */
  async createTasks(): Promise<number> {
    const sets = setsOf(this.sample.completionsJsonl);
    let created = 0;
    for (const completionSet of sets) created += await this.#tasks({ kind: "RANK", completionSet });
    for (const completionSet of sets.slice(0, ratedSets))
      created += await this.#tasks({ kind: "RATE", completionSet });
    created += await this.#tasks({ kind: "DEMONSTRATE", overlapShare: 0.1 });
    created += await this.#tasks({ kind: "ANNOTATE", limit: 8 });
    return created;
  }

  /** All prompts of the project. */
  async prompts(): Promise<NamedPrompt[]> {
    const prompts: NamedPrompt[] = [];
    for (let after: string | null = null; ;) {
      const variables: Record<string, unknown> = { projectId: this.projectId, after };
      const page: PromptPage = await this.researcher.send<PromptPage>(promptsDocument, variables, "prompts");
      prompts.push(...page.edges.map(({ node }) => node));
      if (!page.pageInfo.hasNextPage) return prompts;
      after = page.pageInfo.endCursor;
    }
  }

  async #import(document: string, field: string, content: string): Promise<{ imported: number }> {
    const input = { projectId: this.projectId, content, isStrict: true };
    return this.researcher.send<{ imported: number }>(document, { input }, field);
  }

  async #tasks(
    asked: Readonly<Record<string, unknown>> & { readonly kind: string; readonly completionSet?: string },
  ): Promise<number> {
    const key = `demo-tasks-${asked.kind}-${asked.completionSet ?? "all"}`;
    const input = { projectId: this.projectId, key, seed, ...asked };
    return (await this.researcher.send<{ created: number }>(createTasksDocument, { input }, "createTasks"))
      .created;
  }
}

interface PromptPage {
  readonly edges: readonly { readonly node: NamedPrompt }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** The completion sets of a JSONL file, in the order in which they first occur. */
function setsOf(jsonl: string): string[] {
  const rows = jsonl.split("\n").filter((line) => line !== "");
  const names = rows.map((line) => (JSON.parse(line) as { set?: string }).set ?? "");
  return [...new Set(names)].filter((name) => name !== "");
}
