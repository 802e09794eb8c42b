/** Why a text can't be stored; null where it can. Postgres fails on NUL, and both stores bend lone surrogates. */
export function textProblem(text: string): { readonly rule: string; readonly message: string } | null {
  if (text.includes("\0")) return { rule: "noNul", message: "The text holds a NUL character (U+0000)." };
  if (!text.isWellFormed()) {
    return { rule: "wellFormed", message: "The text holds half of a surrogate pair, which no store keeps." };
  }
  return null;
}
