const pattern = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:[Zz]|[+-](\d{2}):(\d{2}))$/;

/**
 * The moment that an RFC 3339 timestamp names, to the millisecond (further digits are cut off); null where it
 * is none: a day that the calendar does not have, a missing offset, a leap second.
 */
export function parseTimestamp(text: string): Date | null {
  const parts = pattern.exec(text);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] =
    parts.slice(1).map((part) => Number(part ?? "0"));
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return null;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  const moment = new Date(
    text
      .toUpperCase()
      .replace(" ", "T")
      .replace(/(\.\d{3})\d+/, "$1"),
  );
  return Number.isNaN(moment.getTime()) ? null : moment;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
