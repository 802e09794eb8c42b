import type { CompletionsService } from "../../src/completions/completions.service";
import type { Reader } from "../../src/core/database/reader";
import { localOperator, type Viewer } from "../../src/core/viewer";
import { Role } from "../../src/projects/membership.entity";
import type { PromptsService } from "../../src/prompts/prompts.service";
import {
  QuestionSubjects,
  type MetPrompts,
  type QuestionSubject,
} from "../../src/room/question-subjects.service";

const reader = {} as Reader;
const prompts = {
  byIds: async (_reader: Reader, ids: readonly string[]) => ids.map((id) => ({ id, projectId: "prj" })),
} as unknown as PromptsService;
const completions = { byIds: async () => [] } as unknown as CompletionsService;
const tasks: MetPrompts = {
  isTaskOf: async (_reader, { taskId, promptId }) => taskId === "tsk_of_met" && promptId === "met",
  hasMet: async (_reader, accountId, promptId) => accountId === "ann" && promptId === "met",
};
const subjects = new QuestionSubjects(prompts, completions, tasks);

const viewer = (accountId: string): Viewer => ({
  kind: "ACCOUNT",
  accountId,
  isAdmin: false,
  credentialId: "ses",
  projectId: null,
  isReadOnly: false,
  address: "",
});
const about = (subject: Partial<QuestionSubject>): QuestionSubject => ({
  projectId: "prj",
  promptId: "met",
  taskId: null,
  completionIds: [],
  ...subject,
});

describe("what a question may be about", () => {
  it("is, for a labeler, a prompt they have met", async () => {
    const ann = { viewer: viewer("ann"), role: Role.LABELER };
    await expect(subjects.require(reader, ann, about({}))).resolves.toBeUndefined();
    await expect(subjects.require(reader, ann, about({ promptId: "other" }))).rejects.toMatchObject({
      code: "NOT_FOUND",
      issues: [{ path: "input.promptId" }],
    });
    const bob = { viewer: viewer("bob"), role: Role.LABELER };
    await expect(subjects.require(reader, bob, about({}))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is any prompt of the project for researchers and the local operator", async () => {
    const researcher = { viewer: viewer("cid"), role: Role.RESEARCHER };
    await expect(subjects.require(reader, researcher, about({ promptId: "other" }))).resolves.toBeUndefined();
    const operator = { viewer: localOperator, role: null };
    await expect(subjects.require(reader, operator, about({ promptId: "other" }))).resolves.toBeUndefined();
    await expect(subjects.require(reader, operator, about({ projectId: "another" }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("is a task that asks about this prompt", async () => {
    const ann = { viewer: viewer("ann"), role: Role.LABELER };
    await expect(subjects.require(reader, ann, about({ taskId: "tsk_of_met" }))).resolves.toBeUndefined();
    await expect(subjects.require(reader, ann, about({ taskId: "tsk_of_other" }))).rejects.toMatchObject({
      code: "NOT_FOUND",
      issues: [{ path: "input.taskId" }],
    });
  });
});
