import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { aProject, type Person, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import { preparedPrompts } from "../support/work";
import { aRelease, bytesOf, documents, type ReleaseData } from "./release-operations";

let server: TestServer;
let project: TestProject;
let release: ReleaseData;

beforeAll(async () => {
  server = await aServer({
    bulk: {
      importStream: () => Promise.reject(new Error("Not asked for here.")),
      releaseFile: (viewer, id, path) => server.app.services.releaseExports.file(viewer, id, path),
    },
  });
  project = await aProject(server, { viewers: 2 });
  await preparedPrompts(server, project, 4);
  release = await aRelease(server, project, { kind: "PPO" });
});

afterAll(() => server.close());

function url(path: string): string {
  return release.files.find((file) => file.path === path)?.url ?? "";
}

/** Where the server keeps folders for downloads; null on Postgres, where the place is a temporary one. */
function cacheFolder(): string | null {
  const { database } = server.app.config;
  return database.kind === "sqlite" ? join(dirname(database.file), "releases") : null;
}

describe("downloads", () => {
  it("are the bytes of an export, each with its SHA-256 as ETag", async () => {
    const bytes = await bytesOf(server, release.id);
    expect([...bytes.keys()].sort()).toEqual(release.files.map(({ path }) => path).sort());
    for (const { path, sha256, bytes: size, url: at } of release.files) {
      const answer = await project.researcher.client.get(at);
      const content = Buffer.from(await answer.arrayBuffer());
      expect([answer.status, answer.headers.get("etag"), content.length]).toEqual([200, `"${sha256}"`, size]);
      expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
      expect(bytes.get(path)?.equals(content)).toBe(true);
    }
  });

  it("give a range, and nothing where the caller has it", async () => {
    const { client } = project.researcher;
    const at = url("manifest.json");
    const part = await client.get(at, { range: "bytes=0-0" });
    expect([part.status, await part.text()]).toEqual([206, "{"]);
    const whole = await client.get(at);
    await whole.arrayBuffer();
    expect((await client.get(at, { "if-none-match": whole.headers.get("etag") ?? "" })).status).toBe(304);
  });

  it("open only what the release lists", async () => {
    const paths = [
      "missing.txt",
      "data",
      "..%2f..%2flabelroom.db",
      "data%2f..%2fmanifest.json",
      "%2e%2e/x",
      "data/",
    ];
    for (const path of paths) {
      const answer = await project.researcher.client.get(`/releases/${release.id}/${path}`);
      expect([path, answer.status, (await answer.text()).includes("SQLite")]).toEqual([path, 404, false]);
    }
  });

  it("are for researchers of the project and for viewers to whom it was granted", async () => {
    const [granted, other] = project.viewers;
    const stranger = (await aProject(server)).researcher;
    const input = { releaseId: release.id, accountId: granted?.id };
    await project.researcher.client.query(documents.grant, { input });
    const status = async (person: Person | undefined): Promise<number | undefined> => {
      const answer = await person?.client.get(url("README.md"));
      await answer?.arrayBuffer();
      return answer?.status;
    };
    expect(await status(granted)).toBe(200);
    expect(await status(other)).toBe(404);
    expect(await status(stranger)).toBe(404);
    expect(await status(project.labeler)).toBe(403);
    expect((await server.client().get(url("README.md"))).status).toBe(401);
  });

  it("are written once for many at once, and again where the folder was lost", async () => {
    const folder = cacheFolder();
    if (folder !== null) rmSync(join(folder, release.id), { recursive: true });
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => project.researcher.client.get(url("data/train.jsonl"))),
    );
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(texts).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    if (folder !== null) expect(readdirSync(join(folder, release.id))).toEqual(["helpful-v1"]);
  });

  it("refuse a release that is not frozen", async () => {
    const { app } = server;
    await app.store.transaction((tx) =>
      tx.execute("UPDATE releases SET content_sha256 = NULL WHERE id = :id", { id: release.id }),
    );
    expect((await project.researcher.client.get(url("README.md"))).status).toBe(409);
    await app.store.transaction((tx) =>
      tx.execute("UPDATE releases SET content_sha256 = :sha WHERE id = :id", {
        id: release.id,
        sha: release.contentSha256,
      }),
    );
  });
});

describe("an export", () => {
  it("that would not be the frozen bytes is refused", async () => {
    const own = await aProject(server);
    await preparedPrompts(server, own, 1);
    const { id } = await aRelease(server, own, { kind: "PPO" });
    await server.app.store.transaction((tx) =>
      tx.execute("UPDATE prompts SET stored_text = 'Another.' WHERE project_id = :id", { id: own.id }),
    );
    await expect(bytesOf(server, id)).rejects.toThrow("frozen was");
  });
});
