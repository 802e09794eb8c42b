import { createHash } from "node:crypto";
import { refusal } from "../errors";
import { ClientKey } from "./client-key.entity";
import type { Reader } from "./reader";
import type { Transaction } from "./transaction";

/** Which key of whom, and the content it came with. */
export interface KeyedCall {
  /** The account, or a fixed word for the local operator. */
  readonly accountId: string;
  readonly mutation: string;
  readonly key: string;
  /** All of the input but the key. */
  readonly input: unknown;
}

/** Ids of what a call made. */
export type KeyedResult = Readonly<Record<string, string | number | null>>;

/**
 * Does `work` once for a key: the same key and content get the first result again, without work. Part of the
 * unit, so key and work are stored together or not at all; a failure is not remembered.
 * @throws LabelroomError IDEMPOTENCY_CONFLICT where the key came with other content before.
 */
export async function onceForKey<R extends KeyedResult>(
  tx: Transaction,
  call: KeyedCall,
  work: () => Promise<R>,
): Promise<{ readonly result: R; readonly isRepeat: boolean }> {
  const where = { accountId: call.accountId, mutation: call.mutation, key: call.key };
  const inputHash = createHash("sha256").update(normalized(call.input), "utf8").digest("hex");
  const known = await tx.findOne(ClientKey, { where });
  const stored = known ?? (await takeKey(tx, { ...where, inputHash }));
  if (stored !== null) {
    if (stored.inputHash !== inputHash || stored.result === null) throw keyConflict();
    return { result: stored.result as R, isRepeat: true };
  }
  const result = await work();
  await tx.update(ClientKey, where, { result: { ...result }, state: "DONE" });
  return { result, isRepeat: false };
}

/** Whether a key was used before, with whatever content. */
export function isKeyUsed(reader: Reader, { accountId, mutation, key }: KeyedCall): Promise<boolean> {
  return reader.exists(ClientKey, { accountId, mutation, key });
}

/** Takes the key; on Postgres a second caller waits here for the first and then finds its row. */
async function takeKey(
  tx: Transaction,
  row: Pick<ClientKey, "accountId" | "mutation" | "key" | "inputHash">,
): Promise<ClientKey | null> {
  const taken = await tx.execute(
    `INSERT INTO client_keys (account_id, mutation, key, input_hash, result, used_at, state)
     VALUES (:accountId, :mutation, :key, :inputHash, NULL, :usedAt, 'OPEN') ON CONFLICT DO NOTHING`,
    { ...row, usedAt: await tx.now() },
  );
  if (taken === 1) return null;
  const { accountId, mutation, key } = row;
  return tx.findOne(ClientKey, { where: { accountId, mutation, key } });
}

function keyConflict(): Error {
  return refusal(
    "IDEMPOTENCY_CONFLICT",
    "input.key",
    "sameContent",
    "This key was used before with other content.",
  );
}

/** JSON with sorted keys and without absent values: equal content gives equal text. */
export function normalized(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(normalized).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined && part !== null);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${normalized(part)}`).join(",")}}`;
}
