/**
 * A text for a cell of a report: what a spreadsheet would run as a formula (it begins with = + - @ tab or CR)
 * gets an apostrophe in front. Training files never pass here: their texts stay as they are.
 */
export function guardedCell(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** One row of a CSV report (RFC 4180, CRLF at its end). Texts are guarded; a number is what it says; null is empty. */
export function reportRow(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(cell: string | number | boolean | null): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const guarded = guardedCell(cell);
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
