import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "./random";
import type { Timings } from "./timings";

/** A refusal of the API. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly data: Readonly<Record<string, unknown>>,
    readonly requestId: string | null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** What a client of the API is made of. */
export interface ApiClientOptions {
  readonly origin: string;
  /** The bearer token; absent before signing in. */
  readonly token?: string;
  readonly timings?: Timings;
  /** Cuts some requests on their way, so that what repeats them is tried too. */
  readonly cuts?: { readonly random: Random; readonly share: number };
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: {
      readonly code?: string;
      readonly data?: Record<string, unknown>;
      readonly requestId?: string;
    };
  }[];
}

/** After these the same may be sent again: nothing, or the very same, was stored. */
const repeatable = ["BUSY", "COMMIT_UNKNOWN", "TOO_MANY_REQUESTS"];
const mostTries = 12;
const longestWait = 60_000;

/**
 * A client of the API over HTTP. What is lost on its way is sent again as it is: every mutation sent here is keyed,
 * or says the same when it is said twice.
 */
export class ApiClient {
  /** Requests whose answer was lost and that were sent again. */
  repeated = 0;

  constructor(private readonly options: ApiClientOptions) {}

  get origin(): string {
    return this.options.origin;
  }

  get token(): string {
    return this.options.token ?? "";
  }

  /**
   * Runs one operation and returns its root field `field`.
   * @throws ApiError.
   */
  async send<T>(document: string, variables: Readonly<Record<string, unknown>>, field: string): Promise<T> {
    const start = performance.now();
    try {
      for (let tries = 1; ; tries++) {
        const answer = await this.#tried(document, variables, tries === 1);
        const [error] = answer?.errors ?? [];
        if (answer !== null && error === undefined) return answer.data?.[field] as T;
        const code = error?.extensions?.code ?? "";
        if (tries >= mostTries || (error !== undefined && !repeatable.includes(code)))
          throw refusalOf(answer);
        this.repeated += 1;
        await pause(Math.min(2000, 10 * 2 ** tries));
      }
    } finally {
      this.options.timings?.add(field, performance.now() - start);
    }
  }

  /** The answer; null where the connection was lost before it came. */
  async #tried(document: string, variables: unknown, isFirst: boolean): Promise<Answer | null> {
    const { origin, token, cuts } = this.options;
    const isCut = isFirst && cuts !== undefined && cuts.random.happens(cuts.share);
    const signal = AbortSignal.timeout(isCut ? 1 + cuts.random.below(20) : longestWait);
    try {
      const response = await fetch(`${origin}/graphql`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query: document, variables }),
        signal,
      });
      return (await response.json()) as Answer;
    } catch {
      return null;
    }
  }
}

function refusalOf(answer: Answer | null): ApiError {
  const [error] = answer?.errors ?? [];
  if (error === undefined) return new ApiError("UNREACHABLE", "The server did not answer.", {}, null);
  const { code = "INTERNAL", data = {}, requestId = null } = error.extensions ?? {};
  return new ApiError(code, error.message, data, requestId);
}
