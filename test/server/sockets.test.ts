import { WebSocket } from "ws";
import { localOperator } from "../../src/core/viewer";
import { aPerson, aProject } from "../support/project";
import { aServer, type TestServer, type TestServerOptions } from "../support/server";
import type { ApiSocketClient, Subscribed } from "../support/socket-client";

const roomEvents =
  "subscription Room($id: ID!, $after: String) { roomEvents(projectId: $id, after: $after) { sequence } }";

/** A subscription to a room that is known to be open: its first event has come. */
async function listening(
  { app }: TestServer,
  socket: ApiSocketClient,
  projectId: string,
): Promise<Subscribed<unknown>> {
  const after = await app.store.read((reader) => app.services.events.cursor(reader, projectId));
  const events = socket.subscribe(roomEvents, { id: projectId, after });
  await app.store.transaction(async (tx) => {
    tx.append({ projectId, kind: "MessagePosted", actorId: null, refs: {} });
  });
  expect(await events.next()).toEqual({ data: { roomEvents: { sequence: expect.any(Number) } } });
  return events;
}

/** The HTTP status that refuses a socket. */
async function refusedWith(url: string, headers: Record<string, string>): Promise<number | undefined> {
  const socket = new WebSocket(url, "graphql-transport-ws", { headers });
  return new Promise((resolve, reject) => {
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode);
      response.destroy();
    });
    socket.once("open", () => {
      reject(new Error("The socket was opened."));
    });
    socket.on("error", () => undefined);
  });
}

describe("sockets", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await aServer();
  });
  afterAll(() => server.close());

  async function withServer(
    options: TestServerOptions,
    work: (own: TestServer) => Promise<void>,
  ): Promise<void> {
    const own = await aServer(options);
    try {
      await work(own);
    } finally {
      await own.close();
    }
  }

  async function aSocket(): Promise<ApiSocketClient> {
    return server.socket({ token: (await aPerson(server)).token });
  }

  describe("close codes of graphql-transport-ws", () => {
    it.each([
      ["no JSON", "{"],
      ["an unknown type", '{"type":"reset"}'],
      ["a message of the server's", '{"id":"1","type":"next","payload":{}}'],
      ["a subscribe without a query", '{"id":"1","type":"subscribe","payload":{}}'],
    ])("4400 for %s", async (_title, text) => {
      const socket = await aSocket();
      socket.socket.send(text);
      expect(await socket.closed).toMatchObject({ code: 4400 });
    });

    it("4401 for an operation before the acknowledgement", async () => {
      const socket = await server.socket({ isInitialized: false });
      socket.subscribe("{ __typename }");
      expect(await socket.closed).toMatchObject({ code: 4401 });
    });

    it("4406 for no protocol", async () => {
      const socket = new WebSocket(server.socketUrl);
      const code = await new Promise((resolve) => socket.once("close", resolve));
      expect(code).toBe(4406);
    });

    it("4408 when connection_init does not come", async () => {
      await withServer({ settings: { initMilliseconds: 20 } }, async (own) => {
        const socket = await own.socket({ isInitialized: false });
        expect(await socket.closed).toMatchObject({ code: 4408 });
      });
    });

    it("4409 for an id that is in use, and complete frees it", async () => {
      const { id, labeler } = await aProject(server);
      const socket = await server.socket({ token: labeler.token });
      const message = { id: "same", type: "subscribe", payload: { query: roomEvents, variables: { id } } };
      socket.send(message);
      socket.send({ id: "same", type: "complete" });
      socket.send(message);
      expect(await socket.subscribe("{ __typename }").next()).toEqual({ data: { __typename: "Query" } });
      socket.send(message);
      expect(await socket.closed).toMatchObject({ code: 4409 });
    });

    it("4429 for a second connection_init", async () => {
      const socket = await aSocket();
      socket.send({ type: "connection_init" });
      expect(await socket.closed).toMatchObject({ code: 4429 });
    });

    it("1009 for a message over 1 MiB", async () => {
      const socket = await aSocket();
      socket.socket.send("x".repeat(1_048_577));
      expect(await socket.closed).toMatchObject({ code: 1009 });
    });

    it("1008 for a message in more than 64 fragments", async () => {
      const socket = await aSocket();
      for (let part = 0; part < 66; part++) socket.socket.send("x", { fin: false });
      expect(await socket.closed).toMatchObject({ code: 1008 });
    });
  });

  it("answers ping with pong and its payload", async () => {
    const socket = await aSocket();
    socket.send({ type: "ping", payload: { n: 1 } });
    expect(await socket.messages.next()).toEqual({ type: "pong", payload: { n: 1 } });
    socket.cut();
  });

  it("cuts a peer that answers no ping", async () => {
    await withServer({ settings: { pingMilliseconds: 20 } }, async (own) => {
      const socket = new WebSocket(own.socketUrl, "graphql-transport-ws", { autoPong: false });
      const code = await new Promise((resolve) => socket.once("close", resolve));
      expect(code).toBe(1006);
    });
  });

  describe("who may open one", () => {
    it("refuses a foreign Origin", async () => {
      expect(await refusedWith(server.socketUrl, { origin: "https://evil.example" })).toBe(403);
      expect(await refusedWith(server.socketUrl, { origin: "null" })).toBe(403);
    });

    it("refuses a host that a foreign name server could point here", async () => {
      const headers = { origin: "http://evil.example:4000", host: "evil.example:4000" };
      expect(await refusedWith(server.socketUrl, headers)).toBe(403);
    });

    it("refuses another path", async () => {
      expect(await refusedWith(server.socketUrl.replace("/graphql", "/other"), {})).toBe(404);
    });

    it("closes with 4403 what comes without an Origin and without a token", async () => {
      const socket = await server.socket({ isInitialized: false });
      socket.send({ type: "connection_init" });
      expect(await socket.closed).toMatchObject({ code: 4403 });
    });

    it("closes with 4403 a token that stands for nobody, also from an allowed page", async () => {
      const socket = await server.socket({ isInitialized: false, headers: { origin: server.origin } });
      socket.send({ type: "connection_init", payload: { authorization: "Bearer nobody" } });
      expect(await socket.closed).toMatchObject({ code: 4403 });
    });

    it("knows a page's visitor by the cookie, and lets an anonymous one in as nobody", async () => {
      const { token, id } = await aPerson(server);
      const query = "{ me { id } }";
      const known = await server.socket({ headers: { origin: server.origin, cookie: `labelroom=${token}` } });
      expect(await known.subscribe(query).next()).toEqual({ data: { me: { id } } });
      const nobody = await server.socket({ headers: { origin: server.origin } });
      expect(await nobody.subscribe(query).next()).toEqual({ data: { me: null } });
    });

    it("ignores a cookie that comes without an Origin", async () => {
      const { token } = await aPerson(server);
      const socket = await server.socket({ isInitialized: false, headers: { cookie: `labelroom=${token}` } });
      socket.send({ type: "connection_init" });
      expect(await socket.closed).toMatchObject({ code: 4403 });
    });

    it("caps sockets by account with 1013 and by address with 429, and a place comes back", async () => {
      await withServer({ settings: { socketsPerAccount: 1, socketsPerAddress: 2 } }, async (own) => {
        const { token } = await aPerson(own);
        const first = await own.socket({ token });
        const second = await own.socket({ isInitialized: false });
        expect(await refusedWith(own.socketUrl, {})).toBe(429);
        second.send({ type: "connection_init", payload: { authorization: `Bearer ${token}` } });
        expect(await second.closed).toMatchObject({ code: 1013 });
        first.socket.close();
        await first.closed;
        const again = await own.socket({ token });
        expect(await again.subscribe("{ __typename }").next()).toEqual({ data: { __typename: "Query" } });
      });
    });
  });

  it("runs at most 20 operations on one socket and says so", async () => {
    const { id, labeler } = await aProject(server);
    const socket = await server.socket({ token: labeler.token });
    for (let place = 0; place < 20; place++) socket.subscribe(roomEvents, { id });
    const { errors = [] } = await socket.subscribe(roomEvents, { id }).next();
    expect(errors[0]?.extensions.code).toBe("TOO_MANY_REQUESTS");
    socket.cut();
  });

  it("closes with 4403 when the session ends, and runs nothing more on it", async () => {
    const { id, labeler } = await aProject(server);
    const socket = await server.socket({ token: labeler.token });
    await listening(server, socket, id);
    await labeler.client.query("mutation { signOut { isSignedOut } }");
    expect(await socket.closed).toMatchObject({ code: 4403 });
  });

  it("closes with 4403 when the account is suspended, by the regular look where no wake-up comes", async () => {
    await withServer({ settings: { sessionMilliseconds: 20 } }, async (own) => {
      const person = await aPerson(own);
      const socket = await own.socket({ token: person.token });
      jest.spyOn(own.app.wakeUp, "wake").mockImplementation(() => undefined);
      jest.spyOn(own.app.wakeUp, "wakeAll").mockImplementation(() => undefined);
      await own.app.services.accounts.suspend(localOperator, { accountId: person.id, isSuspended: true });
      expect(await socket.closed).toMatchObject({ code: 4403 });
    });
  });

  it("ends a subscription with FORBIDDEN when the membership ends, and leaves the socket open", async () => {
    const { id, labeler } = await aProject(server);
    const socket = await server.socket({ token: labeler.token });
    const events = await listening(server, socket, id);
    await server.app.services.projects.removeMember(localOperator, id, labeler.id);
    expect((await events.next()).errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    await events.completed;
    expect(await socket.subscribe("{ __typename }").next()).toEqual({ data: { __typename: "Query" } });
  });

  it("forgets its listeners when the client leaves, by complete or by a lost connection", async () => {
    await withServer({}, async (own) => {
      const { id, labelers } = await aProject(own, { labelers: 2 });
      const before = own.app.wakeUp.listenerCount;
      for (const [place, labeler] of labelers.entries()) {
        const socket = await own.socket({ token: labeler.token });
        const events = await listening(own, socket, id);
        expect(own.app.wakeUp.listenerCount).toBeGreaterThan(before);
        if (place === 0) socket.cut();
        else events.complete();
        await own.logLine("request", { operation: "Room", outcome: "ended", viewerId: labeler.id });
        expect(own.app.wakeUp.listenerCount).toBe(before);
      }
    });
  });

  describe("a slow reader", () => {
    const settings = { bufferedBytes: 1_000_000 };
    const payload = { text: "x".repeat(900_000) };

    /** Each ping is answered with a pong of its size. */
    function flood(socket: ApiSocketClient): void {
      for (let place = 0; place < 60; place++) socket.send({ type: "ping", payload });
    }

    it("sees 1013 if it reads on, and what waits for it stays bounded", async () => {
      await withServer({ settings }, async (own) => {
        const socket = await own.socket({ token: (await aPerson(own)).token });
        socket.socket.pause();
        flood(socket);
        const { fields } = await own.logLine("slow reader");
        expect(Number(fields.bufferedBytes)).toBeLessThan(settings.bufferedBytes + 1_048_576);
        socket.socket.resume();
        expect(await socket.closed).toMatchObject({ code: 1013 });
      });
    });

    it("is cut if it reads nothing", async () => {
      await withServer({ settings: { ...settings, closeMilliseconds: 100 } }, async (own) => {
        const socket = await own.socket({ token: (await aPerson(own)).token });
        socket.socket.pause();
        flood(socket);
        await own.logLine("slow reader");
        await own.logLine("socket closed", { code: 1006 });
        socket.socket.resume();
        expect(await socket.closed).toMatchObject({ code: 1006 });
      });
    });
  });
});
