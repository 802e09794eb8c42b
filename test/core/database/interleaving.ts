import type { Store } from "../../../src/core/database/store";
import { Counter, Note } from "./contract-tables";

type Door = Pick<Store, "transaction" | "read">;

const units = 50;
const failsByPlan = (n: number): boolean => n % 7 === 3;

/**
 * Runs 50 units at once, each of which reads a counter, writes notes and raises the counter by what it read; every
 * seventh fails at its end. Says what is wrong: a unit that interleaved with another loses a count, and one that
 * failed leaves a note or takes a neighbor's along.
 */
export async function interleavingFaults(door: Door): Promise<string[]> {
  const faults: string[] = [];
  await door.transaction((tx) => tx.insert(Counter, { id: "shared", count: 0 }));
  const answers = await Promise.allSettled(Array.from({ length: units }, (_, n) => countUp(door, n)));
  const done = answers.filter(({ status }) => status === "fulfilled").length;
  for (const [n, { status }] of answers.entries()) {
    if ((status === "rejected") !== failsByPlan(n)) faults.push(`unit ${n} was ${status}`);
  }
  const [count, notes] = await door.read(async (reader) => {
    const counter = await reader.findOne(Counter, { where: { id: "shared" } });
    return [counter?.count ?? 0, await reader.find(Note, { order: { id: "ASC" } })] as const;
  });
  if (count !== done) faults.push(`the counter says ${count}, ${done} units were done`);
  const stored = new Set(notes.map(({ id }) => id));
  for (const [n, { status }] of answers.entries()) {
    for (const half of ["a", "b"]) {
      const isStored = stored.has(noteId(n, half));
      if (isStored !== (status === "fulfilled")) faults.push(`note ${n}${half} of a unit that was ${status}`);
    }
  }
  return faults;
}

async function countUp(door: Door, n: number): Promise<void> {
  await door.transaction(async (tx) => {
    const counter = await tx.lockOne(Counter, { id: "shared" });
    await tx.insert(Note, { id: noteId(n, "a"), slug: null, text: "first", data: null });
    await tx.update(Counter, { id: "shared" }, { count: (counter?.count ?? 0) + 1 });
    await tx.insert(Note, { id: noteId(n, "b"), slug: null, text: "second", data: null });
    if (failsByPlan(n)) throw new Error("This unit fails by plan.");
  });
}

function noteId(n: number, half: string): string {
  return `note-${n}-${half}`;
}
