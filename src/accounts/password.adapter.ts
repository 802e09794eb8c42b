import { hash, verify } from "@node-rs/argon2";
import { LabelroomError } from "../core/errors";

/** Hashes and checks passwords. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Whether the password fits; with a null hash the same work is done against a dummy and the answer is no. */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
}

const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const atOnce = 4;
const queueLimit = 200;

/** argon2id, four at a time; past the bounded queue the answer is BUSY. */
export class Argon2Passwords implements Passwords {
  #running = 0;
  readonly #waiting: (() => void)[] = [];
  #dummy: Promise<string> | null = null;

  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(password, parameters));
  }

  async verify(passwordHash: string | null, password: string): Promise<boolean> {
    this.#dummy ??= this.hash("a password that nobody has");
    const against = passwordHash ?? (await this.#dummy);
    const fits = await this.#inTurn(() => verify(against, password));
    return fits && passwordHash !== null;
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= queueLimit) throw new LabelroomError("BUSY");
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running++;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
