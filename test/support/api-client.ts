/** An error of an answer, as clients see it. */
export interface ApiErrorShape {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly requestId: string;
    readonly issues?: readonly { readonly path: string; readonly rule: string; readonly message: string }[];
    readonly [key: string]: unknown;
  };
}

/** A whole answer. */
export interface ApiAnswer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: T | null;
  readonly errors?: readonly ApiErrorShape[];
}

/** Thrown where an answer has errors: the first one's code, and all of them. */
export class ApiRefusal extends Error {
  constructor(
    readonly code: string,
    readonly errors: readonly ApiErrorShape[],
  ) {
    super(`${code}: ${errors.map((error) => error.message).join(" ")}`);
    this.name = "ApiRefusal";
  }

  /** The issues of the first error. */
  get issues(): NonNullable<ApiErrorShape["extensions"]["issues"]> {
    return this.errors[0]?.extensions.issues ?? [];
  }

  /** The first error's extensions, for what a code carries (a version to read, seconds to wait). */
  get extensions(): ApiErrorShape["extensions"] | undefined {
    return this.errors[0]?.extensions;
  }
}

/** A client of the API over HTTP. */
export class ApiClient {
  constructor(
    readonly origin: string,
    readonly token: string | null = null,
  ) {}

  /**
   * The data of an operation.
   * @throws ApiRefusal where the answer has errors.
   */
  async query<T = Record<string, never>>(document: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.answer<T>(document, variables);
    if (errors !== undefined) throw new ApiRefusal(errors[0]?.extensions.code ?? "", errors);
    if (data === undefined || data === null) throw new Error("The answer holds neither data nor errors.");
    return data;
  }

  /** The code that an operation is refused with; null where it is not. */
  async codeOf(document: string, variables: object = {}): Promise<string | null> {
    const { errors } = await this.answer(document, variables);
    return errors?.[0]?.extensions.code ?? null;
  }

  /** The whole answer of an operation. */
  async answer<T>(document: string, variables: object = {}): Promise<ApiAnswer<T>> {
    const response = await this.post(JSON.stringify({ query: document, variables }));
    const body = (await response.json()) as Pick<ApiAnswer<T>, "data" | "errors">;
    return { status: response.status, headers: response.headers, ...body };
  }

  /** The response to a body as it is. */
  post(
    body: string | Uint8Array<ArrayBuffer>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${this.origin}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json",
        ...this.authorization,
        ...headers,
      },
      body,
    });
  }

  /** The response of another path of the server. */
  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${this.origin}${path}`, {
      headers: { ...this.authorization, ...headers },
      redirect: "manual",
    });
  }

  private get authorization(): Record<string, string> {
    return this.token === null ? {} : { authorization: `Bearer ${this.token}` };
  }
}
