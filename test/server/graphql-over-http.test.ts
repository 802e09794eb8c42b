import { serverAudits } from "graphql-http";
import { aServer, type TestServer } from "../support/server";

describe("GraphQL over HTTP", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await aServer();
  });
  afterAll(() => server.close());

  // The preflight header is what a browser's own request can't have: without it CSRF prevention refuses GETs.
  const audits = serverAudits({
    url: () => `${server.origin}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set("apollo-require-preflight", "1");
      return fetch(url, { ...init, headers });
    },
  });

  it("has 61 audits", () => {
    expect(audits).toHaveLength(61);
  });

  it.each(audits.map((audit) => [audit.name, audit] as const))("%s", async (_name, audit) => {
    const result = await audit.fn();
    expect(result.status === "ok" ? "ok" : result.reason).toBe("ok");
  });
});
