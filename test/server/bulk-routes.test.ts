import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { LabelroomError } from "../../src/core/errors";
import type { BulkServices, ImportRequest } from "../../src/server/bulk-routes";
import { aPerson, type Person } from "../support/project";
import { EventQueue } from "../support/event-queue";
import { aServer, type TestServer } from "../support/server";

const content = Buffer.from("0123456789");
const sha256 = createHash("sha256").update(content).digest("hex");

describe("imports and downloads", () => {
  const asked = new EventQueue<{ viewerId: string | null; slug: string; request: ImportRequest }>();
  const aborted = new EventQueue<string>();
  let server: TestServer;
  let person: Person;

  const bulk: BulkServices = {
    importStream: async (viewer, { projectSlug, request }, stream) => {
      if (viewer.kind !== "ACCOUNT") throw new LabelroomError("UNAUTHENTICATED");
      asked.push({ viewerId: viewer.accountId, slug: projectSlug, request });
      request.signal.addEventListener("abort", () => {
        aborted.push(projectSlug);
      });
      let bytes = 0;
      for await (const chunk of stream) bytes += chunk.length;
      return { bytes };
    },
    releaseFile: async (viewer, releaseId, path) => {
      if (viewer.kind !== "ACCOUNT") throw new LabelroomError("UNAUTHENTICATED");
      if (releaseId !== "rel_1" || path !== "data/train.jsonl") throw new LabelroomError("NOT_FOUND");
      const open = ({ start, end }: { start: number; end: number }): Readable =>
        Readable.from([content.subarray(start, end)]);
      return { sha256, bytes: content.length, mediaType: "application/jsonl", open };
    },
  };

  beforeAll(async () => {
    server = await aServer({ bulk });
    person = await aPerson(server);
  });
  afterAll(() => server.close());

  function upload(query: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${person.token}`, ...(init.headers as Record<string, string>) };
    return fetch(`${server.origin}/imports/sample${query}`, {
      method: "POST",
      body: "{}\n",
      ...init,
      headers,
    });
  }

  it("streams an upload larger than a GraphQL body into the project, read as the query says", async () => {
    const query = "?kind=completions&format=csv&strict=true&dryRun=true&delimiter=%3B";
    const response = await upload(query, { body: Buffer.alloc(5_000_000, 32) });
    expect([response.status, await response.json()]).toEqual([200, { bytes: 5_000_000 }]);
    expect(await asked.next()).toMatchObject({
      viewerId: person.id,
      slug: "sample",
      request: { kind: "COMPLETIONS", format: "CSV", isStrict: true, isDryRun: true, delimiter: ";" },
    });
  });

  it("imports prompts of a format that the content tells unless asked otherwise", async () => {
    await upload("");
    const { request } = await asked.next();
    expect(request).toMatchObject({
      kind: "PROMPTS",
      format: null,
      isStrict: false,
      isDryRun: false,
      delimiter: null,
    });
  });

  it.each([
    ["?format=xml", "format", "choice"],
    ["?strict=maybe", "strict", "choice"],
    ["?kind=prompts&kind=completions", "kind", "once"],
    ["?delimiter=%22", "delimiter", "delimiter"],
    ["?delimiter=ab", "delimiter", "delimiter"],
    ["?stirct=true", "stirct", "known"],
  ])("refuses %s by parameter and rule", async (query, path, rule) => {
    const response = await upload(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: "BAD_INPUT", issues: [{ path, rule }] } }],
    });
  });

  it("refuses a compression that nothing here unpacks, and takes gzip", async () => {
    const response = await upload("", { headers: { "content-encoding": "br" } });
    expect([response.status, await response.json()]).toMatchObject([
      415,
      { errors: [{ extensions: { issues: [{ path: "request", rule: "contentEncoding" }] } }] },
    ]);
    expect((await upload("", { headers: { "content-encoding": "gzip" } })).status).toBe(200);
    await asked.next();
  });

  it("refuses a foreign origin and whoever is not signed in", async () => {
    expect((await upload("", { headers: { origin: "https://evil.example" } })).status).toBe(403);
    expect((await upload("", { headers: { authorization: "" } })).status).toBe(401);
  });

  it("tells the import when the caller has gone", async () => {
    const controller = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        stream.enqueue(new Uint8Array(10));
      },
    });
    const init: RequestInit & { duplex: "half" } = { body, duplex: "half", signal: controller.signal };
    const gone = upload("", init).catch(() => "gone");
    await asked.next();
    controller.abort();
    expect(await aborted.next()).toBe("sample");
    expect(await gone).toBe("gone");
  });

  describe("a release's file", () => {
    const path = "/releases/rel_1/data/train.jsonl";

    it("comes whole, with its hash as its tag", async () => {
      const response = await person.client.get(path);
      expect([response.status, await response.text()]).toEqual([200, "0123456789"]);
      expect(response.headers.get("etag")).toBe(`"${sha256}"`);
      expect(response.headers.get("content-length")).toBe("10");
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    });

    it.each([
      ["bytes=2-4", "234", "bytes 2-4/10"],
      ["bytes=7-", "789", "bytes 7-9/10"],
      ["bytes=-2", "89", "bytes 8-9/10"],
      ["bytes=8-99", "89", "bytes 8-9/10"],
    ])("comes in part for %s", async (range, text, contentRange) => {
      const response = await person.client.get(path, { range });
      expect([response.status, await response.text()]).toEqual([206, text]);
      expect(response.headers.get("content-range")).toBe(contentRange);
    });

    it("is not sent again to whoever has it, nor beyond its end, nor in part when it has changed", async () => {
      expect((await person.client.get(path, { "if-none-match": `"${sha256}"` })).status).toBe(304);
      const beyond = await person.client.get(path, { range: "bytes=10-" });
      expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */10"]);
      expect((await person.client.get(path, { range: "bytes=0-1", "if-range": '"other"' })).status).toBe(200);
    });

    it("is refused in JSON to whoever may not read it", async () => {
      expect((await server.client().get(path)).status).toBe(401);
      expect((await person.client.get("/releases/rel_1/data/other.jsonl")).status).toBe(404);
      expect((await person.client.get("/releases/rel_1/data/..%2f..%2fpackage.json")).status).toBe(404);
    });
  });
});
