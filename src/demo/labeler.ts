import { setTimeout as pause } from "node:timers/promises";
import { answersTo, type FormField } from "./answers";
import { ApiError, type ApiClient } from "./api-client";
import { judge, type SeenOutput } from "./judgment";
import {
  acknowledgeGuidelineDocument,
  askEdgeCaseDocument,
  claimTaskDocument,
  guidelineDocument,
  saveDraftDocument,
  skipTaskDocument,
  submitAnnotationDocument,
  submitDemonstrationDocument,
  submitRankingDocument,
} from "./operations";
import type { Random } from "./random";
import { madeDemonstration, questionOf, skipOf } from "./texts";
import type { Tally } from "./tally";

/** An assignment as the API tells it. */
interface Assignment {
  readonly id: string;
  readonly kind: TaskKind;
  /** Null where the prompt is gone: such a task is passed on. */
  readonly prompt: { readonly id: string; readonly text: string } | null;
  readonly outputs: readonly SeenOutput[];
  readonly form: { readonly fields: readonly FormField[] } | null;
}

type TaskKind = "ANNOTATE" | "DEMONSTRATE" | "RATE" | "RANK";

/** What all labelers of a simulation share. */
export interface Floor {
  readonly projectId: string;
  /** Ideal answers that somebody wrote, by the prompt's text. */
  readonly demonstrations: ReadonlyMap<string, string>;
  /** How often a task is passed on, and how often one asks the room about it. */
  readonly skipShare: number;
  readonly questionShare: number;
  /** Labelers that hold a task: while there are any, one may come back to the queue. */
  atWork: number;
  /** Tasks that may still be begun. */
  tasksLeft: number;
}

const draftShare = 0.3;
/** When a labeler without work looks again while others still hold tasks; each time in vain doubles it. */
const looking = { first: 40, longest: 640 };

/** Who a simulated labeler is. */
export interface LabelerParts {
  readonly client: ApiClient;
  readonly random: Random;
  /** Makes a key that nobody used before. */
  readonly newKey: () => string;
  readonly tally: Tally;
}

/** One simulated labeler: claims, works and submits until there is nothing left for them. */
export class SimulatedLabeler {
  #guidelineVersion = 0;

  constructor(
    private readonly parts: LabelerParts,
    private readonly floor: Floor,
  ) {}

  /** Works until there are no tasks for anybody, or the floor's number is reached. */
  async work(afterTask: () => void = () => undefined): Promise<void> {
    await this.#readGuideline();
    let wait = looking.first;
    while (this.floor.tasksLeft > 0) {
      this.floor.tasksLeft -= 1;
      this.floor.atWork += 1;
      let assignment: Assignment | null;
      try {
        assignment = await this.#claim();
        if (assignment !== null) await this.#do(assignment);
      } finally {
        this.floor.atWork -= 1;
      }
      if (assignment !== null) {
        afterTask();
        wait = looking.first;
        continue;
      }
      this.floor.tasksLeft += 1;
      if (this.floor.atWork === 0) return;
      await pause(wait);
      wait = Math.min(looking.longest, wait * 2);
    }
  }

  async #readGuideline(): Promise<void> {
    const { projectId } = this.floor;
    const variables = { projectId };
    const current = await this.parts.client.send<{ version: number } | null>(
      guidelineDocument,
      variables,
      "guideline",
    );
    if (current === null) throw new Error("The project has no guideline yet: publish one first.");
    await this.#acknowledge(current.version);
  }

  async #acknowledge(version: number): Promise<void> {
    const input = { projectId: this.floor.projectId, version };
    await this.parts.client.send(acknowledgeGuidelineDocument, { input }, "acknowledgeGuideline");
    this.#guidelineVersion = version;
    this.parts.tally.count("acknowledged");
  }

  async #claim(): Promise<Assignment | null> {
    const input = { projectId: this.floor.projectId };
    const payload = await this.parts.client.send<{ assignment: Assignment | null }>(
      claimTaskDocument,
      { input },
      "claimTask",
    );
    return payload.assignment;
  }

  async #do(assignment: Assignment): Promise<void> {
    const { random } = this.parts;
    if (random.happens(this.floor.questionShare)) await this.#ask(assignment);
    if (assignment.prompt === null || random.happens(this.floor.skipShare)) return this.#skip(assignment);
    try {
      await this.#label(assignment);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.parts.tally.error(error.code);
      // A lease that is lost or used up is not held any more; anything else would come back with the next claim.
      if (error.code !== "LEASE_LOST" && error.code !== "CONFLICT") await this.#skip(assignment);
    }
  }

  async #label(assignment: Assignment): Promise<void> {
    const { random, tally } = this.parts;
    const content = this.#contentOf(assignment);
    if (random.happens(draftShare)) await this.#saveDraft(assignment, content);
    await this.#submit(assignment, content);
    tally.label(assignment.kind);
  }

  async #saveDraft({ id }: Assignment, { fields }: Content): Promise<void> {
    const input = { assignmentId: id, revision: 0, content: fields };
    try {
      await this.parts.client.send(saveDraftDocument, { input }, "saveDraft");
    } catch (error) {
      // The save that was cut off had arrived, or an earlier draft of the task is stored: the label counts.
      if (!(error instanceof ApiError) || error.code !== "DRAFT_CONFLICT") throw error;
    }
    this.parts.tally.count("drafts");
  }

  /** Sends the label; under a newer guideline it is read, acknowledged, and the same is sent under the same key. */
  async #submit(assignment: Assignment, { document, field, fields }: Content): Promise<void> {
    const key = this.parts.newKey();
    const send = (): Promise<unknown> => {
      const input = { ...fields, key, assignmentId: assignment.id, guidelineVersion: this.#guidelineVersion };
      return this.parts.client.send(document, { input }, field);
    };
    try {
      await send();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "GUIDELINE_OUTDATED") throw error;
      await this.#readGuideline();
      this.parts.tally.count("resubmitted");
      await send();
    }
  }

  #contentOf({ kind, prompt, outputs, form }: Assignment): Content {
    const promptText = prompt?.text ?? "";
    const { random } = this.parts;
    const activeSeconds = 20 + random.below(160);
    const times = { activeSeconds, wallSeconds: activeSeconds + random.below(60) };
    if (kind === "DEMONSTRATE") {
      const text = this.floor.demonstrations.get(promptText) ?? madeDemonstration(promptText, random);
      return {
        document: submitDemonstrationDocument,
        field: "submitDemonstration",
        fields: { ...times, text },
      };
    }
    const judged = judge(outputs, random);
    const answers = answersTo(form?.fields ?? [], { promptText, outputs: judged }, random);
    if (kind !== "RANK") {
      return { document: submitAnnotationDocument, field: "submitAnnotation", fields: { ...times, answers } };
    }
    const ranks = judged.map(({ id, rank }) => ({ completionId: id, rank }));
    const noneAcceptable = Math.max(...judged.map(({ quality }) => quality)) < -1;
    const fields = { ...times, answers, ranks, noneAcceptable };
    return { document: submitRankingDocument, field: "submitRanking", fields };
  }

  async #skip(assignment: Assignment): Promise<void> {
    const input = { assignmentId: assignment.id, ...skipOf(this.parts.random) };
    await this.parts.client.send(skipTaskDocument, { input }, "skipTask");
    this.parts.tally.count("skips");
  }

  async #ask({ prompt, outputs }: Assignment): Promise<void> {
    if (prompt === null) return;
    const input = {
      key: this.parts.newKey(),
      projectId: this.floor.projectId,
      promptId: prompt.id,
      completionIds: outputs.slice(0, 2).map(({ id }) => id),
      question: questionOf(this.parts.random),
    };
    await this.parts.client.send(askEdgeCaseDocument, { input }, "askEdgeCase");
    this.parts.tally.count("questions");
  }
}

/** A submission: which mutation, and what was made. */
interface Content {
  readonly document: string;
  readonly field: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
