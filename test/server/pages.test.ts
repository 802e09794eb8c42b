import { aServer, type TestServer } from "../support/server";

describe("pages", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await aServer();
  });
  afterAll(() => server.close());

  it("has a start page that loads nothing but its own files", async () => {
    const response = await server.client().get("/");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("content-security-policy")).toContain("default-src 'self'");
    const page = await response.text();
    expect(page).toContain('href="/graphiql"');
    expect(page).not.toMatch(/<script>|<style>|https?:|data-email/);
    for (const [path, type] of [
      ["/start.js", "text/javascript"],
      ["/start.css", "text/css"],
    ] as const) {
      const file = await server.client().get(path);
      expect([file.status, file.headers.get("content-type")]).toEqual([200, `${type}; charset=utf-8`]);
    }
  });

  it("offers to enter as each sample account on a demo server", async () => {
    const demo = await aServer({ isDemo: true });
    try {
      const page = await (await demo.client().get("/")).text();
      for (const name of ["researcher", "labeler", "viewer", "admin"]) {
        expect(page).toContain(`data-email="${name}@demo.example"`);
      }
    } finally {
      await demo.close();
    }
  });

  it("leads a browser from /graphql and /playground to GraphiQL", async () => {
    const accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    const api = await server.client().get("/graphql", { accept });
    const playground = await server.client().get("/playground");
    for (const response of [api, playground]) {
      expect([response.status, response.headers.get("location")]).toEqual([302, "/graphiql"]);
    }
  });

  it("serves GraphiQL's page, or says how to build it", async () => {
    const response = await server.client().get("/graphiql");
    const text = await response.text();
    if (response.status === 200) expect(text).toContain('id="graphiql"');
    else expect([response.status, text]).toEqual([404, expect.stringContaining("npm run build")]);
  });

  it("says that it lives and takes work", async () => {
    for (const path of ["/healthz", "/readyz"]) expect((await server.client().get(path)).status).toBe(200);
  });

  it("is not ready when the store takes no writes", async () => {
    jest.spyOn(server.app.store, "isWritable", "get").mockReturnValue(false);
    const response = await server.client().get("/readyz");
    jest.restoreAllMocks();
    expect([response.status, await response.json()]).toEqual([503, { status: "not ready", reason: "store" }]);
  });

  it.each([
    "/nothing",
    "/graphiql/..%2f..%2fpackage.json",
    "/graphiql/nothing.js",
    "/%",
    "/imports/x",
    "/releases/x/y",
  ])("answers %s in JSON, with a code and no path of the machine", async (path) => {
    const response = await server.client().get(path);
    const text = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(JSON.parse(text)).toMatchObject({
      errors: [
        {
          extensions: {
            code: expect.stringMatching(/^(NOT_FOUND|BAD_REQUEST|FORBIDDEN)$/),
            requestId: expect.any(String),
          },
        },
      ],
    });
    expect(text).not.toContain(process.cwd());
  });
});
