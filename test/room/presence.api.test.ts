import { localOperator } from "../../src/core/viewer";
import { aProject, type Person, type TestProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";
import type { ApiSocketClient, Subscribed } from "../support/socket-client";
import { documents } from "./room-operations";

interface PresenceData {
  readonly presence: Record<"present" | "joined" | "left", readonly { readonly accountId: string }[]>;
}

let server: TestServer;
let project: TestProject;

beforeAll(async () => {
  server = await aServer();
});
afterAll(() => server.close());
beforeEach(async () => {
  project = await aProject(server, { labelers: 2 });
});

async function comes({
  token,
}: Person): Promise<{ socket: ApiSocketClient; presence: Subscribed<PresenceData> }> {
  const socket = await server.socket({ token });
  const presence = socket.subscribe<PresenceData>(documents.presence, { projectId: project.id });
  return { socket, presence };
}

async function told(
  presence: Subscribed<PresenceData>,
): Promise<Record<"present" | "joined" | "left", readonly string[]>> {
  const { data, errors } = await presence.next();
  if (!data) throw new Error(JSON.stringify(errors));
  const idsOf = (people: readonly { readonly accountId: string }[]): string[] =>
    people.map(({ accountId }) => accountId);
  const { present, joined, left } = data.presence;
  return { present: idsOf(present), joined: idsOf(joined), left: idsOf(left) };
}

describe("presence", () => {
  it("tells who is here at once, then who comes and who goes, also by a cut connection", async () => {
    const [ann, bob] = project.labelers;
    if (ann === undefined || bob === undefined) throw new Error("Two labelers were asked for.");
    const first = await comes(ann);
    expect(await told(first.presence)).toEqual({ present: [ann.id], joined: [], left: [] });
    const second = await comes(bob);
    const both = [ann.id, bob.id].sort();
    expect(await told(second.presence)).toEqual({ present: both, joined: [], left: [] });
    expect(await told(first.presence)).toEqual({ present: both, joined: [bob.id], left: [] });
    second.socket.cut();
    expect(await told(first.presence)).toEqual({ present: [ann.id], joined: [], left: [bob.id] });
    first.presence.complete();
  });

  it("counts a person once who looks from two windows", async () => {
    const [ann, bob] = project.labelers;
    if (ann === undefined || bob === undefined) throw new Error("Two labelers were asked for.");
    const windows = [await comes(ann), await comes(ann)];
    for (const { presence } of windows) expect((await told(presence)).present).toEqual([ann.id]);
    windows[0]?.socket.cut();
    const other = await comes(bob);
    expect((await told(other.presence)).present).toEqual([ann.id, bob.id].sort());
  });

  it("ends for whoever is removed from the project, and tells the others", async () => {
    const [ann, bob] = project.labelers;
    if (ann === undefined || bob === undefined) throw new Error("Two labelers were asked for.");
    const [first, second] = [await comes(ann), await comes(bob)];
    await told(second.presence);
    await server.app.services.projects.removeMember(localOperator, project.id, ann.id);
    for (;;) {
      const { data, errors } = await first.presence.next();
      if (data) continue;
      expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
      break;
    }
    await first.presence.completed;
    for (;;) if (!(await told(second.presence)).present.includes(ann.id)) break;
  });

  it("leaves nobody and no listener behind when it is left while it waits", async () => {
    const own = await aServer();
    try {
      const { id, labeler, researcher } = await aProject(own);
      const { presence } = own.app.services;
      const before = own.app.wakeUp.listenerCount;
      const left = await presence.stream(labeler.viewer, id);
      await left.next();
      const waiting = left.next();
      await left.return();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(own.app.wakeUp.listenerCount).toBe(before);
      const watcher = await presence.stream(researcher.viewer, id);
      expect((await watcher.next()).value).toMatchObject({ presentIds: [researcher.id] });
      await watcher.return();
    } finally {
      await own.close();
    }
  });
});
