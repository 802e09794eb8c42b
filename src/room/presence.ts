/** Who came and who went between two looks. */
export interface PresenceChange {
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

/**
 * Who is here, by project: every live stream of an account counts, and the account is here until its last one
 * has ended. Kept in memory and never stored; it knows the streams of this process alone, so with several
 * processes each of them tells of its own.
 */
export class PresenceBook {
  readonly #streams = new Map<string, Map<string, number>>();

  /** `onChange` hears of a project whenever somebody came or went; more streams of the same person are no change. */
  constructor(private readonly onChange: (projectId: string) => void) {}

  /** Counts a stream of an account. Returns its end, which may be called more than once. */
  enter(projectId: string, accountId: string): () => void {
    const room = this.#streams.get(projectId) ?? new Map<string, number>();
    this.#streams.set(projectId, room);
    const before = room.get(accountId) ?? 0;
    room.set(accountId, before + 1);
    if (before === 0) this.onChange(projectId);
    let isHere = true;
    return () => {
      if (!isHere) return;
      isHere = false;
      this.#leave(projectId, accountId);
    };
  }

  /** The accounts that are here, sorted. */
  present(projectId: string): readonly string[] {
    return [...(this.#streams.get(projectId)?.keys() ?? [])].sort();
  }

  #leave(projectId: string, accountId: string): void {
    const room = this.#streams.get(projectId);
    const count = room?.get(accountId) ?? 0;
    if (room === undefined || count === 0) return;
    if (count > 1) {
      room.set(accountId, count - 1);
      return;
    }
    room.delete(accountId);
    if (room.size === 0) this.#streams.delete(projectId);
    this.onChange(projectId);
  }
}

/** What changed between two lists of accounts. */
export function presenceChange(before: readonly string[], now: readonly string[]): PresenceChange {
  const [known, here] = [new Set(before), new Set(now)];
  return {
    joined: now.filter((accountId) => !known.has(accountId)),
    left: before.filter((accountId) => !here.has(accountId)),
  };
}
