import { randomIds } from "../../src/core/ids";
import type { PromptRow } from "../../src/prompts/prompt-rows";
import { Task, TaskKind, TaskState } from "../../src/tasks/task.entity";
import type { ApiClient } from "../support/api-client";
import type { Person, TestProject } from "../support/project";
import type { TestServer } from "../support/server";

/** A question as the tests read it. */
export interface EdgeCaseData {
  readonly id: string;
  readonly state: string;
  readonly promptId: string;
  readonly taskId: string | null;
  readonly completionIds: readonly string[];
  readonly question: string;
  readonly askedBy: { readonly accountId: string } | null;
  readonly askedAt: string;
  readonly answers: readonly { readonly id: string; readonly place: number; readonly text: string }[];
  readonly foldedInto: number | null;
}

/** A message as the tests read it. */
export interface MessageData {
  readonly id: string;
  readonly text: string;
  readonly postedAt: string;
  readonly author: { readonly accountId: string } | null;
}

/** An event with what it brings for a view. */
export interface EventData {
  readonly __typename: string;
  readonly sequence: number;
  readonly cursor: string;
  readonly actorId: string | null;
  readonly message?: MessageData;
  readonly edgeCase?: EdgeCaseData;
  readonly answer?: EdgeCaseData["answers"][number];
  readonly guideline?: {
    readonly version: number;
    readonly note: string;
    readonly foldsIn: readonly EdgeCaseData[];
  };
}

/** A page of a view with its place in the log. */
export interface RoomPageData<T> {
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly roomCursor: string;
}

const edgeCaseFields = `fragment Case on EdgeCase {
  id state promptId taskId completionIds question askedAt foldedInto
  askedBy { accountId } answers { id place text }
}`;
const messageFields = "fragment Said on Message { id text postedAt author { accountId } }";
const pageFields = "pageInfo { hasNextPage endCursor } roomCursor";
const eventFields = `__typename sequence cursor actorId
  ... on MessagePosted { message { ...Said } }
  ... on EdgeCaseAsked { edgeCase { ...Case } }
  ... on EdgeCaseAnswered { edgeCase { ...Case } answer { id place text } }
  ... on GuidelinePublished { guideline { version note foldsIn { ...Case } } }`;

export const documents = {
  post: `mutation($input: PostMessageInput!) { postMessage(input: $input) { message { ...Said } } } ${messageFields}`,
  ask: `mutation($input: AskEdgeCaseInput!) { askEdgeCase(input: $input) { edgeCase { ...Case } } } ${edgeCaseFields}`,
  answer: `mutation($input: AnswerEdgeCaseInput!) {
    answerEdgeCase(input: $input) { edgeCase { ...Case } answer { id place text } }
  } ${edgeCaseFields}`,
  messages: `query($projectId: ID!, $first: Int! = 50, $after: String) {
    roomMessages(projectId: $projectId, first: $first, after: $after) { edges { cursor node { ...Said } } ${pageFields} }
  } ${messageFields}`,
  edgeCases: `query($projectId: ID!, $state: EdgeCaseState, $promptId: ID, $first: Int! = 50, $after: String) {
    edgeCases(projectId: $projectId, state: $state, promptId: $promptId, first: $first, after: $after) {
      edges { cursor node { ...Case } } ${pageFields}
    }
  } ${edgeCaseFields}`,
  edgeCase: `query($id: ID!) { edgeCase(id: $id) { ...Case } } ${edgeCaseFields}`,
  history: `query($projectId: ID!, $after: String) {
    roomHistory(projectId: $projectId, first: 100, after: $after) {
      edges { node { ${eventFields} } } pageInfo { hasNextPage endCursor }
    }
  } ${edgeCaseFields} ${messageFields}`,
  events: `subscription($projectId: ID!, $after: String) {
    roomEvents(projectId: $projectId, after: $after) { ${eventFields} }
  } ${edgeCaseFields} ${messageFields}`,
  presence: `subscription($projectId: ID!) {
    presence(projectId: $projectId) {
      present { accountId displayName } joined { accountId } left { accountId }
    }
  }`,
} as const;

/** A client key that no other call of the tests has. */
export function aKey(): string {
  return randomIds.next("clientKey");
}

/** Prompts that somebody wrote, the first labeler unless said otherwise: authors may ask about their own. */
export async function prompts(
  server: TestServer,
  project: TestProject,
  { count, author = project.labeler }: { readonly count: number; readonly author?: Person },
): Promise<readonly string[]> {
  const { store, services } = server.app;
  return store.transaction(async (tx) => {
    const ids: string[] = [];
    for (let place = 0; place < count; place++) {
      const row: PromptRow = { ...plainRow, text: `Explain tide ${place} to a child.` };
      ids.push(await services.prompts.insertWritten(tx, { row, projectId: project.id, authorId: author.id }));
    }
    return ids;
  });
}

/** One such prompt. */
export async function aPrompt(
  server: TestServer,
  project: TestProject,
  author = project.labeler,
): Promise<string> {
  const [promptId] = await prompts(server, project, { count: 1, author });
  if (promptId === undefined) throw new Error("The prompt was not written.");
  return promptId;
}

const plainRow: PromptRow = {
  externalId: null,
  text: null,
  context: [],
  instruction: null,
  examples: [],
  openQuery: null,
  source: "LABELER",
  kind: "PLAIN",
  externalUserId: null,
  organizationId: null,
  channel: null,
  consent: false,
  submittedAt: null,
  useCase: null,
  namedUseCase: null,
  declaredLanguage: null,
  license: null,
};

/** A task on a prompt, free for one labeler: no preparation run stands behind it. */
export async function aTask(
  server: TestServer,
  { projectId, promptId }: { readonly projectId: string; readonly promptId: string },
): Promise<string> {
  const id = randomIds.next("task");
  await server.app.store.transaction(async (tx) => {
    await tx.insert(Task, {
      id,
      projectId,
      promptId,
      kind: TaskKind.DEMONSTRATE,
      state: TaskState.OPEN,
      runId: randomIds.next("run"),
      formId: null,
      setName: null,
      overlap: 1,
      freePlaces: 1,
      labelsDone: 0,
      skips: 0,
      isBegun: false,
      priority: 0,
      position: id,
      isGold: false,
      redoOf: null,
      identity: id,
      createdAt: await tx.now(),
    });
  });
  return id;
}

/** Completions of a prompt, added through the API. */
export async function completions(
  server: TestServer,
  project: TestProject,
  { promptId, count }: { readonly promptId: string; readonly count: number },
): Promise<readonly string[]> {
  const rows = Array.from({ length: count }, (_, place) => ({
    promptId,
    text: `Answer ${place}.`,
    model: "sft-1",
  }));
  await project.researcher.client.query(
    "mutation($input: AddCompletionsInput!) { addCompletions(input: $input) { __typename } }",
    { input: { projectId: project.id, completions: rows } },
  );
  const [stored] = await server.app.services.completions.loadByPrompt([promptId]);
  return (stored?.completions ?? []).map(({ id }) => id);
}

/** Asks a question. */
export async function asks(
  client: ApiClient,
  input: {
    readonly projectId: string;
    readonly promptId: string;
    readonly taskId?: string;
    readonly question?: string;
    readonly key?: string;
  },
): Promise<EdgeCaseData> {
  const whole = { key: aKey(), question: "Is a joke helpful here?", ...input };
  const data = await client.query<{ askEdgeCase: { edgeCase: EdgeCaseData } }>(documents.ask, {
    input: whole,
  });
  return data.askEdgeCase.edgeCase;
}

/** Answers a question. */
export async function answers(
  client: ApiClient,
  edgeCaseId: string,
  {
    answer = "Yes, if it was asked for.",
    key = aKey(),
  }: { readonly answer?: string; readonly key?: string } = {},
): Promise<EdgeCaseData> {
  const input = { edgeCaseId, answer, key };
  const data = await client.query<{ answerEdgeCase: { edgeCase: EdgeCaseData } }>(documents.answer, {
    input,
  });
  return data.answerEdgeCase.edgeCase;
}

/** Posts a message. */
export async function posts(
  client: ApiClient,
  input: { readonly projectId: string; readonly text: string; readonly key?: string },
): Promise<MessageData> {
  const data = await client.query<{ postMessage: { message: MessageData } }>(documents.post, { input });
  return data.postMessage.message;
}

/** A page of questions. */
export async function edgeCases(
  client: ApiClient,
  variables: { readonly projectId: string } & Readonly<Record<string, unknown>>,
): Promise<RoomPageData<EdgeCaseData>> {
  const data = await client.query<{ edgeCases: RoomPageData<EdgeCaseData> }>(documents.edgeCases, variables);
  return data.edgeCases;
}

/** A page of messages. */
export async function messages(
  client: ApiClient,
  variables: { readonly projectId: string } & Readonly<Record<string, unknown>>,
): Promise<RoomPageData<MessageData>> {
  const data = await client.query<{ roomMessages: RoomPageData<MessageData> }>(documents.messages, variables);
  return data.roomMessages;
}

/** The log after a cursor, whole. */
export async function history(
  client: ApiClient,
  projectId: string,
  after: string | null = null,
): Promise<EventData[]> {
  const events: EventData[] = [];
  let cursor = after;
  for (;;) {
    const { roomHistory } = await client.query<{
      roomHistory: Pick<RoomPageData<EventData>, "edges" | "pageInfo">;
    }>(documents.history, { projectId, after: cursor });
    events.push(...roomHistory.edges.map(({ node }) => node));
    if (!roomHistory.pageInfo.hasNextPage) return events;
    cursor = roomHistory.pageInfo.endCursor;
  }
}
