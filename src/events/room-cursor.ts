import { LabelroomError } from "../core/errors";

/** The opaque cursor of a place in a room's log: the instance's epoch and the event's number. */
export function roomCursor(epoch: string, sequence: number): string {
  return Buffer.from(`${epoch}.${sequence}`, "utf8").toString("base64url");
}

/**
 * The number in a cursor.
 * @throws LabelroomError CURSOR_RESET where the cursor is of another epoch (after a restore), lies beyond the
 *   end of the log, or is no cursor at all: the client reloads.
 */
export function sequenceOf(
  cursor: string,
  { epoch, last }: { readonly epoch: string; readonly last: number },
): number {
  const match = /^([a-z0-9_]{1,40})\.(0|[1-9]\d{0,15})$/.exec(
    Buffer.from(cursor, "base64url").toString("utf8"),
  );
  const sequence = match === null ? Number.NaN : Number(match[2]);
  if (match?.[1] !== epoch || !(sequence <= last)) throw new LabelroomError("CURSOR_RESET");
  return sequence;
}
