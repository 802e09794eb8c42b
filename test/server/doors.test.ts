import { ApiRefusal } from "../support/api-client";
import { aPerson } from "../support/project";
import { aServer, type TestServer } from "../support/server";

const me = JSON.stringify({ query: "{ me { id } }" });

describe("the door to the API", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await aServer();
  });
  afterAll(() => server.close());

  async function bodyOf(response: Response): Promise<Record<string, unknown>> {
    return (await response.json()) as Record<string, unknown>;
  }

  describe("origins", () => {
    it.each(["https://evil.example", "null", "http://127.0.0.1.evil.example"])(
      "refuses a POST from %s",
      async (origin) => {
        const response = await server.client().post(me, { origin });
        expect(response.status).toBe(403);
        expect(await bodyOf(response)).toMatchObject({ errors: [{ extensions: { code: "FORBIDDEN" } }] });
      },
    );

    it("takes a POST from its own pages and from programs, which name no origin", async () => {
      expect((await server.client().post(me, { origin: server.origin })).status).toBe(200);
      expect((await server.client().post(me)).status).toBe(200);
    });

    it("takes a list of public origins exactly", async () => {
      const own = await aServer({
        config: { publicOrigins: ["https://labels.example", "http://localhost:9"] },
      });
      try {
        expect((await own.client().post(me, { origin: "https://labels.example" })).status).toBe(200);
        for (const origin of ["http://labels.example", "https://labels.example:444", own.origin]) {
          expect((await own.client().post(me, { origin })).status).toBe(403);
        }
      } finally {
        await own.close();
      }
    });
  });

  describe("who asks", () => {
    const signIn = (email: string, transport: string): string =>
      JSON.stringify({
        query: "mutation SignIn($input: SignInInput!) { signIn(input: $input) { token account { id } } }",
        variables: { input: { email, password: "a password for tests", transport } },
      });

    it("sets an HttpOnly cookie that never stands in the answer, knows it again, and clears it", async () => {
      const { email, id } = await aPerson(server);
      const signedIn = await server.client().post(signIn(email, "COOKIE"), { origin: server.origin });
      expect(await bodyOf(signedIn)).toEqual({ data: { signIn: { token: null, account: { id } } } });
      const [cookie = ""] = signedIn.headers.getSetCookie();
      expect(cookie).toMatch(/^labelroom=[\w-]{43}; Path=\/; Max-Age=25\d{5}; HttpOnly; SameSite=Lax$/);
      const pair = cookie.split(";")[0] ?? "";
      const headers = { cookie: `other=1; ${pair}`, origin: server.origin };
      expect(await bodyOf(await server.client().post(me, headers))).toEqual({ data: { me: { id } } });
      const signOut = JSON.stringify({ query: "mutation { signOut { isSignedOut } }" });
      const signedOut = await server.client().post(signOut, headers);
      expect(signedOut.headers.getSetCookie()[0]).toMatch(/^labelroom=; Path=\/; Max-Age=0;/);
      expect(await bodyOf(await server.client().post(me, headers))).toEqual({ data: { me: null } });
    });

    it("hands a program its token once", async () => {
      const { email, id } = await aPerson(server);
      const response = await server.client().post(signIn(email, "BEARER"));
      expect(response.headers.getSetCookie()).toEqual([]);
      const { data } = (await response.json()) as { data: { signIn: { token: string } } };
      expect(await server.client(data.signIn.token).query("{ me { id } }")).toEqual({ me: { id } });
    });

    it("lets the bearer win over the cookie", async () => {
      const [one, other] = [await aPerson(server), await aPerson(server)];
      const headers = { cookie: `labelroom=${other.token}`, origin: server.origin };
      expect(await bodyOf(await one.client.post(me, headers))).toEqual({ data: { me: { id: one.id } } });
    });

    it("takes and sets only the __Host- cookie where it is reached by https", async () => {
      const { host } = new URL(server.origin);
      const own = await aServer({ config: { publicOrigins: ["https://labels.example"] } });
      try {
        const { email, token, id } = await aPerson(own);
        const origin = "https://labels.example";
        const headers = { origin, host: "labels.example" };
        const response = await own
          .client()
          .post(signIn(email, "COOKIE"), { ...headers, "x-forwarded-host": host });
        expect(response.status).toBe(200);
        const secure = { origin, cookie: `__Host-labelroom=${token}` };
        expect(await bodyOf(await own.client().post(me, secure))).toEqual({ data: { me: { id } } });
      } finally {
        await own.close();
      }
    });

    it("believes the forwarding header as far as TRUST_PROXY says and no further", async () => {
      const wrong = signIn("nobody@example.org", "BEARER");
      const own = await aServer({ config: { trustedProxies: 1 } });
      try {
        const codes: unknown[] = [];
        for (const address of ["1.1.1.1, 9.9.9.9", "2.2.2.2, 9.9.9.9", "3.3.3.3, 9.9.9.9"]) {
          for (let tries = 0; tries < 12; tries++) {
            const response = await own.client().post(wrong, { "x-forwarded-for": address });
            const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
            codes.push(errors[0]?.extensions.code);
          }
        }
        expect(codes.at(-1)).toBe("TOO_MANY_REQUESTS");
        const elsewhere = await own.client().post(wrong, { "x-forwarded-for": "9.9.9.9, 4.4.4.4" });
        expect(await bodyOf(elsewhere)).toMatchObject({
          errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
        });
      } finally {
        await own.close();
      }
    });
  });

  describe("errors", () => {
    const secret = "relation /var/lib/secret does not exist";

    afterEach(() => {
      jest.restoreAllMocks();
    });

    it.each(["HTTP", "socket"])(
      "masks what is no refusal over %s, and logs its cause under the request's id",
      async (door) => {
        const { client, token } = await aPerson(server);
        const cause = Object.assign(new Error(secret), { parameters: ["a prompt's text"] });
        jest.spyOn(server.app.services.projects, "projects").mockRejectedValue(cause);
        const query = "{ projects { edges { cursor } } }";
        const { errors = [] } =
          door === "HTTP"
            ? await client.answer(query)
            : await (await server.socket({ token })).subscribe(query).next();
        const [error] = errors;
        expect(error?.message).toBe("Internal error");
        expect(error?.extensions).toEqual({
          code: "INTERNAL",
          requestId: expect.stringMatching(/^[\w-]{16}$/),
        });
        expect(JSON.stringify(errors)).not.toContain("secret");
        const line = await server.logLine("an operation failed", {
          requestId: String(error?.extensions.requestId),
        });
        expect(line.cause).toMatchObject({ message: secret });
        expect(line.cause).not.toHaveProperty("parameters");
      },
    );

    it("name path and rule of a broken input, and never the value", async () => {
      const { client } = await aPerson(server, { isAdmin: true });
      const query = "mutation($i: CreateAccountInput!) { createAccount(input: $i) { account { id } } }";
      const refusal: unknown = await client
        .query(query, { i: { email: "no address", displayName: "x", password: "hunter2" } })
        .catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(ApiRefusal);
      expect(refusal).toMatchObject({ code: "BAD_INPUT" });
      const { issues, errors } = refusal as ApiRefusal;
      expect(issues.map(({ path, rule }) => [path, rule])).toEqual([
        ["input.email", "isEmail"],
        ["input.password", "storableText"],
      ]);
      expect(JSON.stringify(errors)).not.toMatch(/hunter2|no address/);
    });

    it("name the place of a nested rule and of a page's bound", async () => {
      const { client } = await aPerson(server, { isAdmin: true });
      const create = "mutation($i: CreateProjectInput!) { createProject(input: $i) { project { id } } }";
      const input = { slug: "nested", name: "x", settings: { leaseSeconds: 1 } };
      const { errors = [] } = await client.answer(create, { i: input });
      expect(errors[0]?.extensions.issues?.[0]).toMatchObject({
        path: "input.settings.leaseSeconds",
        rule: "min",
      });
      const { errors: paged = [] } = await client.answer("{ projects(first: 101) { edges { cursor } } }");
      expect(paged[0]?.extensions).toMatchObject({
        code: "BAD_INPUT",
        issues: [{ path: "first", rule: "max" }],
      });
    });

    it("name the place of a variable that does not fit, without its value", async () => {
      const query = "mutation($i: SignInInput!) { signIn(input: $i) { token } }";
      const variables = { i: { email: "a@example.org", password: "hunter2", transport: "PIGEON" } };
      const { status, errors = [] } = await server.client().answer(query, variables);
      expect(status).toBe(400);
      expect(errors[0]?.extensions).toMatchObject({
        code: "BAD_INPUT",
        issues: [{ path: "i.transport", rule: "type" }],
      });
      expect(JSON.stringify(errors)).not.toContain("hunter2");
    });

    it("do not suggest names of the schema", async () => {
      const { errors = [] } = await server.client().answer("{ mee { id } }");
      expect(errors[0]?.message).toBe('Cannot query field "mee" on type "Query".');
    });
  });

  it("answers every request with its id and writes one line of ids and numbers", async () => {
    const { token, id, client } = await aPerson(server);
    const { headers } = await client.answer("query WhoAmI { me { id } }");
    const line = await server.logLine("request", { operation: "WhoAmI", viewerId: id });
    expect(headers.get("x-request-id")).toMatch(/^[\w-]{16}$/);
    expect(line.fields).toEqual({
      method: "POST",
      status: 200,
      operation: "WhoAmI",
      viewerId: id,
      milliseconds: expect.any(Number),
    });
    expect(JSON.stringify(server.logged)).not.toContain(token);
  });

  it("has GraphiQL and introspection off together, over both doors", async () => {
    const own = await aServer({ config: { hasGraphiql: false } });
    try {
      const { client, token } = await aPerson(own);
      const query = "{ __schema { queryType { name } } }";
      expect(await client.codeOf(query)).toBe("BAD_REQUEST");
      const { errors = [] } = await (await own.socket({ token })).subscribe(query).next();
      expect(errors[0]?.extensions.code).toBe("BAD_REQUEST");
      expect((await client.get("/graphiql")).status).toBe(404);
      expect((await client.get("/graphql", { accept: "text/html" })).status).not.toBe(302);
      expect(await client.codeOf("{ __typename }")).toBeNull();
    } finally {
      await own.close();
    }
  });
});
