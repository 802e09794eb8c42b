/** The operations that the demo's people send; a test checks each against the schema. */

export const enterDemoDocument = `mutation EnterDemo($input: EnterDemoInput!) {
  enterDemo(input: $input) { token account { id displayName } }
}`;

export const projectDocument = `query Project($slug: String!) { project(slug: $slug) { id slug name } }`;

export const createProjectDocument = `mutation CreateProject($input: CreateProjectInput!) {
  createProject(input: $input) { project { id slug name } }
}`;

export const addMemberDocument = `mutation AddMember($input: AddMemberInput!) {
  addMember(input: $input) { membership { role } }
}`;

export const importPromptsDocument = `mutation ImportPrompts($input: ImportPromptsInput!) {
  importPrompts(input: $input) { imported duplicates rejected errors { line field rule message } }
}`;

export const preparePromptsDocument = `mutation PreparePrompts($input: PreparePromptsInput!) {
  preparePrompts(input: $input) { run { id state } }
}`;

export const preparationDocument = `query Preparation($projectId: ID!, $runId: ID!) {
  preparation(projectId: $projectId, runId: $runId) {
    id
    state
    funnel { step in out dropped { reason count } }
    splits { split count }
  }
}`;

export const addCompletionsDocument = `mutation AddCompletions($input: AddCompletionsInput!) {
  addCompletions(input: $input) { imported duplicates rejected errors { line field rule message } }
}`;

export const publishGuidelineDocument = `mutation PublishGuideline($input: PublishGuidelineInput!) {
  publishGuideline(input: $input) { guideline { version } }
}`;

export const acknowledgeGuidelineDocument = `mutation AcknowledgeGuideline($input: AcknowledgeGuidelineInput!) {
  acknowledgeGuideline(input: $input) { guideline { version } }
}`;

export const guidelineDocument = `query Guideline($projectId: ID!) {
  guideline(projectId: $projectId) { version markdown }
}`;

export const createTasksDocument = `mutation CreateTasks($input: CreateTasksInput!) {
  createTasks(input: $input) { created shared }
}`;

export const claimTaskDocument = `mutation ClaimTask($input: ClaimTaskInput!) {
  claimTask(input: $input) {
    assignment {
      id
      kind
      prompt { id text context { role content } }
      outputs { id text }
      form {
        fields { key scope answerKind polarity isRequired scale { min max } choices { value } conditions { field equals } }
      }
    }
  }
}`;

export const skipTaskDocument = `mutation SkipTask($input: SkipTaskInput!) {
  skipTask(input: $input) { assignment { id state } }
}`;

export const saveDraftDocument = `mutation SaveDraft($input: SaveDraftInput!) {
  saveDraft(input: $input) { draft { revision } }
}`;

export const submitDemonstrationDocument = `mutation SubmitDemonstration($input: SubmitDemonstrationInput!) {
  submitDemonstration(input: $input) { label { id } }
}`;

export const submitRankingDocument = `mutation SubmitRanking($input: SubmitRankingInput!) {
  submitRanking(input: $input) { label { id } }
}`;

export const submitAnnotationDocument = `mutation SubmitAnnotation($input: SubmitAnnotationInput!) {
  submitAnnotation(input: $input) { label { id } }
}`;

export const postMessageDocument = `mutation PostMessage($input: PostMessageInput!) {
  postMessage(input: $input) { message { id } }
}`;

export const askEdgeCaseDocument = `mutation AskEdgeCase($input: AskEdgeCaseInput!) {
  askEdgeCase(input: $input) { edgeCase { id } }
}`;

export const answerEdgeCaseDocument = `mutation AnswerEdgeCase($input: AnswerEdgeCaseInput!) {
  answerEdgeCase(input: $input) { edgeCase { id state } }
}`;

export const roomHistoryDocument = `query RoomHistory($projectId: ID!, $first: Int!, $after: String) {
  roomHistory(projectId: $projectId, first: $first, after: $after) {
    edges { cursor node { sequence } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const roomEventsDocument = `subscription RoomEvents($projectId: ID!, $after: String) {
  roomEvents(projectId: $projectId, after: $after) { __typename sequence cursor }
}`;

export const edgeCasesDocument = `query EdgeCases($projectId: ID!) {
  edgeCases(projectId: $projectId, first: 100) { edges { node { id state } } }
}`;

export const promptsDocument = `query Prompts($projectId: ID!, $after: String) {
  prompts(projectId: $projectId, first: 100, after: $after) {
    edges { node { id externalId text completions { id externalId } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const agreementDocument = `query Agreement($projectId: ID!) {
  agreement(projectId: $projectId) {
    labels
    rankings {
      rankings
      pairwise { agreement standardError low high comparisons leftOut tasks labelers ties judgments reason }
      alphaOrdinal { value reason }
    }
  }
}`;

export const createReleaseDocument = `mutation CreateRelease($input: CreateReleaseInput!) {
  createRelease(input: $input) { release { id name version state } }
}`;

export const releaseDocument = `query Release($id: ID!) {
  release(id: $id) { id name version kind state failure files { path sha256 bytes } manifest }
}`;
