import { hash } from "node:crypto";
import { derivedId, idKinds } from "../core/ids";
import type { PromptRow } from "./prompt-rows";

/**
 * SHA-256, in hexadecimal, of everything a row says but its external id. Where an external id is known already,
 * the same hash means the same row once more, another hash other content.
 */
export function contentHash(row: PromptRow): string {
  return sha256([
    ...identityParts(row),
    row.kind,
    row.channel,
    row.consent,
    row.useCase,
    row.namedUseCase,
    row.declaredLanguage,
    row.license,
  ]);
}

/**
 * SHA-256, in hexadecimal, of what identifies a row without an external id: source, user, organization, moment of
 * submission, context, text (instruction and open query for FEW_SHOT) and examples. Rows that share it are told
 * apart by their number in the file.
 */
export function identityKey(row: PromptRow): string {
  return sha256(identityParts(row));
}

/**
 * What makes a row the prompt it is, as a text that never changes: the project and the external id; without
 * one, the identity key and the how-manyth row of the file with that key it is (from 1).
 */
export function promptIdentity(projectId: string, row: PromptRow, occurrence: number): string {
  return JSON.stringify(identityOf(projectId, row, occurrence));
}

/**
 * The id of a prompt: `prm_` and 24 base32 characters of SHA-256 over its identity.
 */
export function promptId(projectId: string, row: PromptRow, occurrence: number): string {
  return derivedId(idKinds.prompt, ...identityOf(projectId, row, occurrence));
}

/** The id of the prompt that has this external id in a project, whether or not it is stored. */
export function promptIdOfExternal(projectId: string, externalId: string): string {
  return derivedId(idKinds.prompt, ...externalIdentity(projectId, externalId));
}

function externalIdentity(projectId: string, externalId: string): readonly string[] {
  return [projectId, "external", externalId];
}

function identityOf(projectId: string, row: PromptRow, occurrence: number): readonly string[] {
  if (row.externalId !== null) return externalIdentity(projectId, row.externalId);
  return [projectId, "content", identityKey(row), String(occurrence)];
}

function identityParts(row: PromptRow): readonly unknown[] {
  return [
    row.source,
    row.externalUserId,
    row.organizationId,
    row.submittedAt,
    row.context.map(({ role, content }) => [role, content]),
    row.text,
    row.instruction,
    row.examples.map(({ query, response }) => [query, response]),
    row.openQuery,
  ];
}

function sha256(parts: readonly unknown[]): string {
  return hash("sha256", JSON.stringify(parts), "hex");
}
