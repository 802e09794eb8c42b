import { gzipSync } from "node:zlib";
import { getIntrospectionQuery } from "graphql";
import { aPerson } from "../support/project";
import type { ApiErrorShape } from "../support/api-client";
import { aServer, type TestServer } from "../support/server";
import { hostileDocuments } from "./hostile-documents";

interface Refused {
  readonly status: number;
  readonly text: string;
  readonly errors: readonly ApiErrorShape[];
}

const good = JSON.stringify({ query: "{ __typename }" });

describe("hostile requests", () => {
  let server: TestServer;
  let token: string;
  beforeAll(async () => {
    server = await aServer();
    ({ token } = await aPerson(server, { isAdmin: true }));
  });
  afterAll(() => server.close());

  async function refused(response: Response): Promise<Refused> {
    const text = await response.text();
    const { errors } = JSON.parse(text) as { errors: readonly ApiErrorShape[] };
    return { status: response.status, text, errors };
  }

  async function expectRefusal(
    response: Response,
    { status, code }: { status: number; code: string },
  ): Promise<Refused> {
    const answer = await refused(response);
    expect(answer).toMatchObject({ status, errors: [{ extensions: { code } }] });
    expect(answer.errors[0]?.extensions.requestId).toBe(response.headers.get("x-request-id"));
    expect(answer.text).not.toMatch(/node_modules|\.ts:|\.js:|\bat .*\(/);
    expect(await (await server.client().post(good)).json()).toEqual({ data: { __typename: "Query" } });
    return answer;
  }

  describe.each(hostileDocuments)("$title", ({ query, code, rule }) => {
    it("is refused over HTTP with 400 and a code", async () => {
      const response = await server.client(token).post(JSON.stringify({ query }));
      const { errors } = await expectRefusal(response, { status: 400, code });
      if (rule !== undefined) expect(errors[0]?.extensions.issues?.[0]?.rule).toBe(rule);
    });

    it("is refused over the socket with the same code, and the socket lives on", async () => {
      const socket = await server.socket({ token });
      const { errors = [] } = await socket.subscribe(query).next();
      expect(errors[0]?.extensions.code).toBe(code);
      if (rule !== undefined) expect(errors[0]?.extensions.issues?.[0]?.rule).toBe(rule);
      expect(await socket.subscribe("{ __typename }").next()).toEqual({ data: { __typename: "Query" } });
      socket.cut();
    });
  });

  const json = "application/json";
  const bodies: readonly {
    readonly title: string;
    readonly body: string | Uint8Array<ArrayBuffer>;
    readonly headers?: Record<string, string>;
    readonly status: number;
    readonly code: string;
  }[] = [
    { title: "a batch", body: `[${good},${good}]`, status: 400, code: "BAD_REQUEST" },
    {
      title: "a batch of 10,000",
      body: `[${Array(10_000).fill(good).join(",")}]`,
      status: 400,
      code: "BAD_REQUEST",
    },
    {
      title: "a form",
      body: "query=%7B__typename%7D",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      status: 415,
      code: "BAD_REQUEST",
    },
    {
      title: "plain text",
      body: good,
      headers: { "content-type": "text/plain" },
      status: 415,
      code: "BAD_REQUEST",
    },
    {
      title: "multipart",
      body: "--x--",
      headers: { "content-type": "multipart/form-data; boundary=x" },
      status: 415,
      code: "BAD_REQUEST",
    },
    {
      title: "a gzip bomb",
      body: new Uint8Array(gzipSync(Buffer.alloc(8_000_000, 32))),
      headers: { "content-encoding": "gzip" },
      status: 415,
      code: "BAD_REQUEST",
    },
    {
      title: "UTF-7",
      body: good,
      headers: { "content-type": `${json}; charset=utf-7` },
      status: 415,
      code: "BAD_REQUEST",
    },
    {
      title: "UTF-16",
      body: new Uint8Array(Buffer.from(good, "utf16le")),
      headers: { "content-type": `${json}; charset=utf-16le` },
      status: 415,
      code: "BAD_REQUEST",
    },
    {
      title: "Latin-1 bytes called UTF-8",
      body: new Uint8Array(Buffer.from('{"query":"{ a(b: \\"é\\") }"}', "latin1")),
      status: 400,
      code: "BAD_REQUEST",
    },
    { title: "broken JSON", body: '{"query":', status: 400, code: "BAD_REQUEST" },
    { title: "JSON that is no object", body: '"{ __typename }"', status: 400, code: "BAD_REQUEST" },
    { title: "null", body: "null", status: 400, code: "BAD_REQUEST" },
    { title: "an empty object", body: "{}", status: 400, code: "BAD_REQUEST" },
    {
      title: "a body over 1 MiB",
      body: JSON.stringify({ query: "{ __typename }", x: "x".repeat(1_048_576) }),
      status: 413,
      code: "BODY_TOO_LARGE",
    },
    {
      title: "__proto__ among the variables",
      body: '{"query":"query($i: SignInInput!) { __typename }","variables":{"i":{"email":"a","password":"b","__proto__":{"isAdmin":true}}}}',
      status: 400,
      code: "BAD_INPUT",
    },
    {
      title: "__proto__ in the place of a query",
      body: '{"__proto__":{"query":"{ __typename }"}}',
      status: 400,
      code: "BAD_REQUEST",
    },
    {
      title: "variables nested 400,000 deep",
      body: `{"query":"query($i: SignInInput!) { __typename }","variables":{"i":${"[".repeat(400_000)}${"]".repeat(400_000)}}}`,
      status: 400,
      code: "BAD_INPUT",
    },
    {
      title: "a persisted query",
      body: `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${"0".repeat(64)}"}}}`,
      status: 400,
      code: "BAD_REQUEST",
    },
  ];

  it.each(bodies)("refuses $title", async ({ body, headers = {}, status, code }) => {
    await expectRefusal(await server.client(token).post(body, headers), { status, code });
  });

  it("refuses a body over 1 MiB that names no length", async () => {
    const chunk = new Uint8Array(65_536).fill(32);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (sent++ < 64) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const init: RequestInit & { duplex: "half" } = {
      method: "POST",
      headers: { "content-type": json },
      body,
      duplex: "half",
    };
    // The server may cut the upload before the client has read the refusal: both are a refusal.
    const status = await fetch(`${server.origin}/graphql`, init).then(
      (response) => response.status,
      () => 413,
    );
    expect(status).toBe(413);
    expect(await (await server.client().post(good)).json()).toEqual({ data: { __typename: "Query" } });
  });

  it.each(["PUT", "PATCH", "DELETE", "OPTIONS"])(
    "answers %s with 405 and what is allowed",
    async (method) => {
      const response = await fetch(`${server.origin}/graphql`, { method });
      expect(response.headers.get("allow")).toBe("GET, POST");
      await expectRefusal(response, { status: 405, code: "BAD_REQUEST" });
    },
  );

  it("refuses a mutation by GET", async () => {
    const response = await server
      .client(token)
      .get("/graphql?query=mutation%7BsignOut%7BisSignedOut%7D%7D", { "apollo-require-preflight": "1" });
    await expectRefusal(response, { status: 405, code: "BAD_REQUEST" });
  });

  it("refuses a GET that a page of another origin could send", async () => {
    await expectRefusal(await server.client(token).get("/graphql?query=%7B__typename%7D"), {
      status: 400,
      code: "BAD_REQUEST",
    });
  });

  it("counts the cost by the variables' page, not by the default", async () => {
    const query = `query($n: Int!) { projects(first: $n) { edges { node { members(first: 100) { edges { node { id role } } } } } } }`;
    expect(await server.client(token).codeOf(query, { n: 1 })).toBeNull();
    expect(await server.client(token).codeOf(query, { n: 100 })).toBe("QUERY_TOO_LARGE");
  });

  it("lets GraphQL's own introspection query pass", async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      inputValueDeprecation: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
    });
    expect(await server.client().codeOf(query)).toBeNull();
  });
});
