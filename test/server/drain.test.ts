import { connect } from "node:net";
import { once } from "node:events";
import { EventQueue } from "../support/event-queue";
import { aPerson } from "../support/project";
import { aServer } from "../support/server";

const projects = "{ projects { edges { cursor } } }";

describe("a closing server", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Holds the operation `projects` until it is let go. */
  function held(server: Awaited<ReturnType<typeof aServer>>): {
    readonly begun: EventQueue<true>;
    readonly letGo: () => void;
  } {
    const begun = new EventQueue<true>();
    let letGo = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const service = server.app.services.projects;
    const real = service.projects.bind(service);
    jest.spyOn(service, "projects").mockImplementation(async (...args) => {
      begun.push(true);
      await gate;
      return real(...args);
    });
    return {
      begun,
      letGo: () => {
        letGo();
      },
    };
  }

  it("closes sockets with 1001, lets what is in flight finish, and takes nothing more", async () => {
    const server = await aServer();
    const { client, token } = await aPerson(server);
    const socket = await server.socket({ token });
    const { begun, letGo } = held(server);
    const answer = client.answer(projects);
    await begun.next();
    const closed = server.close();
    expect(await socket.closed).toEqual({ code: 1001, reason: "Going away" });
    await expect(client.answer("{ __typename }")).rejects.toThrow();
    letGo();
    expect(await answer).toMatchObject({ status: 200, data: { projects: { edges: [] } } });
    await closed;
  });

  it("waits for what runs on a socket as well", async () => {
    const server = await aServer();
    const { token } = await aPerson(server);
    const socket = await server.socket({ token });
    const { begun, letGo } = held(server);
    socket.subscribe(projects);
    await begun.next();
    const closed = server.close();
    await socket.closed;
    letGo();
    await closed;
    expect(server.logged.filter((line) => line.level === "error")).toEqual([]);
  });

  it("cuts what is not done within the limit, and silent connections", async () => {
    const server = await aServer({ settings: { drainMilliseconds: 20 } });
    const { client } = await aPerson(server);
    const silent = connect(server.port, "127.0.0.1");
    silent.on("error", () => undefined);
    await once(silent, "connect");
    const { begun, letGo } = held(server);
    const answer = client.answer(projects).catch(() => "cut");
    await begun.next();
    const closed = server.close();
    expect(await answer).toBe("cut");
    letGo();
    await closed;
  });
});
