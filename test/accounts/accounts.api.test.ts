import { Argon2Passwords } from "../../src/accounts/password.adapter";
import { Clock } from "../../src/core/clock";
import { localOperator } from "../../src/core/viewer";
import { aPerson, aProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";

const clock = new Clock();
let server: TestServer;

beforeAll(async () => {
  server = await aServer({ clock });
});

afterAll(async () => {
  await server.close();
});

const signIn = `mutation ($input: SignInInput!) { signIn(input: $input) { account { email } token } }`;
const me = `{ me { email } }`;
const password = "a password for tests";

function bearer(email: string, given = password): { input: Record<string, string> } {
  return { input: { email, password: given, transport: "BEARER" } };
}

describe("signing in", () => {
  it("gives programs a bearer token, in any case of the address", async () => {
    const person = await aPerson(server);
    const answer = await server
      .client()
      .query<{ signIn: { token: string } }>(signIn, bearer(person.email.toUpperCase()));
    expect(await server.client(answer.signIn.token).query(me)).toEqual({ me: { email: person.email } });
  });

  it("gives browsers an HttpOnly cookie and no token in the answer", async () => {
    const person = await aPerson(server);
    const body = JSON.stringify({ query: signIn, variables: { input: { email: person.email, password } } });
    const response = await server.client().post(body, { origin: server.origin });
    expect(await response.json()).toMatchObject({ data: { signIn: { token: null } } });
    expect(response.headers.get("set-cookie")).toMatch(/^labelroom=.+HttpOnly.+SameSite=Lax/i);
  });

  it("answers a wrong password and an unknown address alike", async () => {
    const person = await aPerson(server);
    const refusals = [bearer(person.email, "wrong"), bearer("nobody@example.org")].map(async (variables) => {
      const { errors } = await server.client().answer(signIn, variables);
      return { code: errors?.[0]?.extensions.code, issues: errors?.[0]?.extensions.issues };
    });
    const [wrong, unknown] = await Promise.all(refusals);
    expect(wrong).toEqual(unknown);
    expect(wrong.code).toBe("UNAUTHENTICATED");
  });

  it("makes whoever fails again and again wait, and lets them in afterwards", async () => {
    const person = await aPerson(server);
    for (let tries = 0; tries < 6; tries++) {
      expect(await server.client().codeOf(signIn, bearer(person.email, "wrong"))).toBe("UNAUTHENTICATED");
    }
    await expect(server.client().query(signIn, bearer(person.email))).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
      extensions: expect.objectContaining({ waitSeconds: expect.any(Number) as number }) as object,
    });
    clock.shiftMilliseconds += 3000;
    await expect(server.client().query(signIn, bearer(person.email))).resolves.toBeTruthy();
  });
});

describe("sessions and tokens", () => {
  it("ends the session that signs out and no other", async () => {
    const person = await aPerson(server);
    const { signIn: other } = await server
      .client()
      .query<{ signIn: { token: string } }>(signIn, bearer(person.email));
    await person.client.query(`mutation { signOut { isSignedOut } }`);
    expect(await person.client.query(me)).toEqual({ me: null });
    expect(await server.client(other.token).query(me)).toEqual({ me: { email: person.email } });
  });

  it("ends the other sessions when the password changes", async () => {
    const person = await aPerson(server);
    const { signIn: other } = await server
      .client()
      .query<{ signIn: { token: string } }>(signIn, bearer(person.email));
    const change = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { account { email } } }`;
    const input = { currentPassword: password, newPassword: "another password for tests" };
    expect(await person.client.codeOf(change, { input: { ...input, currentPassword: "wrong" } })).toBe(
      "BAD_INPUT",
    );
    await person.client.query(change, { input });
    expect(await server.client(other.token).query(me)).toEqual({ me: null });
    expect(await person.client.query(me)).toEqual({ me: { email: person.email } });
  });

  it("binds an API token to a project and to reading, lists it, and revokes it", async () => {
    const project = await aProject(server);
    const other = await aProject(server);
    const { client } = project.researcher;
    await server.app.services.projects.addMember(localOperator, {
      projectId: other.id,
      email: project.researcher.email,
      role: "RESEARCHER" as never,
    });
    const create = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { token session { id name } } }`;
    const { createApiToken } = await client.query<{
      createApiToken: { token: string; session: { id: string } };
    }>(create, {
      input: { name: "reports", projectId: project.id, isReadOnly: true },
    });
    const program = server.client(createApiToken.token);
    const read = `query ($id: ID!) { project(id: $id) { slug } }`;
    expect(await program.query(read, { id: project.id })).toEqual({ project: { slug: project.slug } });
    expect(await program.codeOf(read, { id: other.id })).toBe("NOT_FOUND");
    const post = `mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } } }`;
    expect(await program.codeOf(post, { input: { projectId: project.id, text: "Hello" } })).toBe("FORBIDDEN");
    const sessions = `{ me { sessions { edges { node { id } } } } }`;
    const listed = await client.query<{ me: { sessions: { edges: { node: { id: string } }[] } } }>(sessions);
    expect(listed.me.sessions.edges.map(({ node }) => node.id)).toContain(createApiToken.session.id);
    const revoke = `mutation ($input: RevokeSessionInput!) { revokeSession(input: $input) { session { revokedAt } } }`;
    await client.query(revoke, { input: { sessionId: createApiToken.session.id } });
    expect(await program.query(me)).toEqual({ me: null });
    expect(
      await other.labeler.client.codeOf(revoke, { input: { sessionId: createApiToken.session.id } }),
    ).toBe("NOT_FOUND");
  });

  it("keeps a suspended account out and lets it in again", async () => {
    const [admin, person] = [await aPerson(server, { isAdmin: true }), await aPerson(server)];
    const suspend = `mutation ($input: SuspendAccountInput!) { suspendAccount(input: $input) { account { suspendedAt } } }`;
    await admin.client.query(suspend, { input: { accountId: person.id, isSuspended: true } });
    expect(await person.client.query(me)).toEqual({ me: null });
    expect(await server.client().codeOf(signIn, bearer(person.email))).toBe("UNAUTHENTICATED");
    await admin.client.query(suspend, { input: { accountId: person.id, isSuspended: false } });
    await expect(server.client().query(signIn, bearer(person.email))).resolves.toBeTruthy();
  });
});

describe("accounts", () => {
  const create = `mutation ($input: CreateAccountInput!) { createAccount(input: $input) { account { email isAdmin } } }`;

  it("refuses a taken address, a bad one and a short password by path and rule, and echoes none of them", async () => {
    const admin = await aPerson(server, { isAdmin: true });
    const input = { email: "New@Example.org", displayName: "New", password: "long enough a password" };
    expect(await admin.client.query(create, { input })).toEqual({
      createAccount: { account: { email: "new@example.org", isAdmin: false } },
    });
    expect(await admin.client.codeOf(create, { input })).toBe("CONFLICT");
    const { errors } = await admin.client.answer(create, {
      input: { ...input, email: "no address", password: "SECRET" },
    });
    expect(errors?.[0]?.extensions.issues?.map(({ path }) => path).sort()).toEqual([
      "input.email",
      "input.password",
    ]);
    expect(JSON.stringify(errors)).not.toContain("SECRET");
  });

  it("makes one first admin of two at once", async () => {
    const fresh = await aServer();
    const admins = ["one", "two"].map((name) =>
      fresh.app.services.accounts.createFirstAdmin(localOperator, {
        email: `${name}@example.org`,
        displayName: name,
        password,
      }),
    );
    const outcomes = await Promise.allSettled(admins);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await fresh.close();
  });
});

describe("password hashes", () => {
  it("are argon2id with the parameters that the rules name, and an absent one costs the same work", async () => {
    const passwords = new Argon2Passwords();
    const hash = await passwords.hash("correct horse battery staple");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(hash, "correct horse battery staple")).toBe(true);
    expect(await passwords.verify(hash, "wrong")).toBe(false);
    expect(await passwords.verify(null, "a password that nobody has")).toBe(false);
  });
});
