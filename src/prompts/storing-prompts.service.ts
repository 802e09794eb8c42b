import type { QueryPartialEntity } from "typeorm";
import type { Transaction } from "../core/database/transaction";
import type { Prompt, PromptChannel, PromptKind, PromptSource, UseCase } from "./prompt.entity";
import { PromptCounter } from "./prompt-parts.entity";
import type { PromptRow } from "./prompt-rows";

/** Takes `count` numbers of a project's order of import; returns the first. Its row is locked until the commit. */
export async function nextSequences(tx: Transaction, projectId: string, count: number): Promise<number> {
  await tx.insertNew(PromptCounter, { projectId, lastSequence: 0 });
  await tx.execute(
    "UPDATE prompt_counters SET last_sequence = last_sequence + :count WHERE project_id = :projectId",
    {
      count,
      projectId,
    },
  );
  const counter = await tx.findOne(PromptCounter, { where: { projectId } });
  if (counter === null) throw new Error(`The project ${projectId} has no counter of prompts.`);
  return counter.lastSequence - count + 1;
}

/** The columns of a prompt that its row says. */
export function promptColumns(
  row: PromptRow,
): Omit<
  QueryPartialEntity<Prompt>,
  "id" | "projectId" | "importId" | "sequence" | "authorId" | "contentHash" | "createdAt"
> {
  return {
    source: row.source as PromptSource,
    kind: row.kind as PromptKind,
    storedText: row.text ?? "",
    instruction: row.instruction,
    openQuery: row.openQuery,
    context: row.context.map((turn) => ({ ...turn })),
    externalId: row.externalId,
    externalUserId: row.externalUserId,
    organizationId: row.organizationId,
    channel: row.channel as PromptChannel | null,
    consent: row.consent,
    submittedAt: row.submittedAt === null ? null : new Date(row.submittedAt),
    useCase: row.useCase as UseCase | null,
    namedUseCase: row.namedUseCase,
    declaredLanguage: row.declaredLanguage,
    license: row.license,
  };
}
