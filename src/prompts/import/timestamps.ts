const pattern = /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * The moment that an RFC 3339 timestamp names, to the millisecond (further digits are cut off); null where it
 * is none: a day that the calendar does not have, a missing offset, a leap second.
 */
export function parseTimestamp(text: string): Date | null {
  const parts = pattern.exec(text);
  if (parts === null) return null;
  const [, fields = "", fraction = "", offset = "Z"] = parts;
  const wall = new Date(`${fields.slice(0, 10)}T${fields.slice(11)}${fraction.slice(0, 4)}Z`);
  // What the calendar does not have is refused or moved to another day by Date, so it does not come back.
  if (Number.isNaN(wall.getTime()) || wall.toISOString().slice(11, 19) !== fields.slice(11)) return null;
  if (wall.toISOString().slice(0, 10) !== fields.slice(0, 10)) return null;
  const minutes = offsetMinutes(offset);
  return minutes === null ? null : new Date(wall.getTime() - minutes * 60_000);
}

function offsetMinutes(offset: string): number | null {
  if (offset === "Z" || offset === "z") return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4));
  if (hours > 23 || minutes > 59) return null;
  return (offset.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
