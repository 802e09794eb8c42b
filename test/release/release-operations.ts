import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomIds } from "../../src/core/ids";
import { localOperator } from "../../src/core/viewer";
import type { ReleaseExport } from "../../src/release/exporting.service";
import type { ReleaseManifest } from "../../src/release/manifest";
import type { ApiClient } from "../support/api-client";
import type { Person, TestProject } from "../support/project";
import type { TestServer } from "../support/server";
import { aKey, mustClaim, rankingOf, someTasks, submitDemonstration, submitRanking } from "../support/work";

/** A release as the tests read it. */
export interface ReleaseData {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly kind: string;
  readonly state: string;
  readonly failure: string | null;
  readonly contentSha256: string | null;
  readonly manifest: ReleaseManifest | null;
  readonly counts: {
    readonly rows: number;
    readonly prompts: number;
    readonly labelers: number;
    readonly rankings: number;
    readonly pairs: number;
    readonly ties: number;
    readonly parts: readonly { readonly split: string; readonly rows: number }[];
  } | null;
  readonly files: readonly {
    readonly path: string;
    readonly sha256: string;
    readonly bytes: number;
    readonly url: string;
  }[];
}

const fields = `id name version kind state failure contentSha256 manifest
  counts { rows prompts labelers rankings pairs ties parts { split rows } } files { path sha256 bytes url }`;

export const documents = {
  create: `mutation ($input: CreateReleaseInput!) { createRelease(input: $input) { release { id jobId version } } }`,
  grant: `mutation ($input: GrantReleaseInput!) { grantRelease(input: $input) { release { id } accountId } }`,
  release: `query ($id: ID!) { release(id: $id) { ${fields} } }`,
  releases: `query ($projectId: ID!) { releases(projectId: $projectId) { edges { node { ${fields} } } } }`,
  revise: `mutation ($input: ReviseLabelInput!) { reviseLabel(input: $input) { label { id version } } }`,
} as const;

/** What a call of createRelease answers. */
export interface Created {
  readonly id: string;
  readonly jobId: string;
  readonly version: number;
}

/** Asks for a release. */
export async function asksForRelease(project: TestProject, input: object): Promise<Created> {
  const { createRelease } = await project.researcher.client.query<{ createRelease: { release: Created } }>(
    documents.create,
    {
      input: { projectId: project.id, name: "helpful", ...input },
    },
  );
  return createRelease.release;
}

/** A release, frozen. */
export async function aRelease(
  server: TestServer,
  project: TestProject,
  input: object,
): Promise<ReleaseData> {
  const { id, jobId } = await asksForRelease(project, input);
  await server.app.services.jobs.ended(jobId);
  const release = await releaseOf(project.researcher.client, id);
  if (release.state !== "FROZEN")
    throw new Error(`The release is ${release.state}: ${release.failure ?? ""}`);
  return release;
}

/** A release as somebody sees it. */
export async function releaseOf(client: ApiClient, id: string): Promise<ReleaseData> {
  return (await client.query<{ release: ReleaseData }>(documents.release, { id })).release;
}

/** Tasks of a kind over the kept prompts, each done by as many labelers as stand in `by`. */
export async function labeled(
  project: TestProject,
  { kind, by }: { readonly kind: "DEMONSTRATE" | "RANK"; readonly by: readonly Person[] },
): Promise<void> {
  const ofKind = kind === "RANK" ? { completionSet: "first", form: "small" } : {};
  const { created } = await someTasks(project, {
    kind,
    overlap: by.length,
    overlapShare: 1,
    ...ofKind,
    key: anyKey(),
  });
  for (const person of by) {
    for (let place = 0; place < created; place++) await submitted(project, person, place);
  }
}

/** Claims whatever comes and submits it; answers the label's id. */
export async function submitted(project: TestProject, person: Person, place: number): Promise<string> {
  const work = await mustClaim(person.client, project.id);
  const common = { key: anyKey(), guidelineVersion: 1 };
  if (work.kind === "RANK") {
    const ranks = place % 2 === 0 ? [1, 2, 2, 3] : [4, 3, 2, 1];
    const { submitRanking: answer } = await person.client.query<{ submitRanking: { label: { id: string } } }>(
      submitRanking,
      {
        input: { ...rankingOf(work, ranks), ...common },
      },
    );
    return answer.label.id;
  }
  const { submitDemonstration: answer } = await person.client.query<{
    submitDemonstration: { label: { id: string } };
  }>(submitDemonstration, {
    input: { assignmentId: work.id, text: `By ${nameOf(person)}: ${work.prompt.text}`, ...common },
  });
  return answer.label.id;
}

/** How a person's demonstrations name them. */
export function nameOf({ email }: Person): string {
  return email.replace("@example.org", "");
}

/** A client key that no other call of the tests has. */
export function anyKey(): string {
  return aKey(randomIds.next("clientKey"));
}

/** The files of a written folder by path. */
export type Bytes = ReadonlyMap<string, Buffer>;

/** Writes a release into a fresh directory, hands over the result with all bytes, and removes it. */
export async function exported<T>(
  server: TestServer,
  releaseId: string,
  use: (result: ReleaseExport, bytes: Bytes) => Promise<T> | T,
): Promise<T> {
  const outDir = await mkdtemp(join(tmpdir(), "labelroom-export-"));
  try {
    const result = await server.app.services.releaseExports.export(localOperator, releaseId, outDir);
    const bytes = new Map<string, Buffer>();
    for (const { path } of result.files) bytes.set(path, await readFile(join(result.folder, path)));
    return await use(result, bytes);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}

/** All bytes of an export. */
export function bytesOf(server: TestServer, releaseId: string): Promise<Bytes> {
  return exported(server, releaseId, (_, bytes) => bytes);
}

/** The rows of a config in all splits. */
export function rowsOf(bytes: Bytes, folder = "data"): Record<string, unknown>[] {
  const files = [...bytes].filter(([path]) => path.startsWith(`${folder}/`));
  return files.flatMap(([, content]) =>
    content
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>),
  );
}
