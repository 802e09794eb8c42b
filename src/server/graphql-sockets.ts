import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { CloseCode, handleProtocols, makeServer } from "graphql-ws";
import { WebSocketServer, type WebSocket } from "ws";
import type { App } from "../app";
import { accountIdOf } from "../core/viewer";
import { topics } from "../core/wake-up";
import { ApiSocket, closeCodes } from "./api-socket";
import { loggable } from "./api-errors";
import { addressOf, bearerOf, originVerdict } from "./caller";
import type { Documents } from "./documents";
import type { InFlight } from "./in-flight";
import { pathOf } from "./json-answers";
import { cookieSecretOf } from "./session-cookie";
import type { ServerSettings } from "./settings";
import { SocketCaps } from "./socket-caps";
import { SocketOperations, type SocketExtra } from "./socket-operations";

/** The most fragments that one message may come in. */
const maxFragments = 64;

/** What the sockets' door is made of beside the app. */
export interface SocketParts {
  readonly documents: Documents;
  readonly settings: ServerSettings;
  readonly inFlight: InFlight;
}

/** The door for graphql-transport-ws, on the path of the HTTP door. */
export class GraphqlSockets {
  readonly #sockets = new Set<ApiSocket>();
  readonly #byAddress: SocketCaps;
  readonly #byAccount: SocketCaps;
  readonly #upgrades: WebSocketServer;
  readonly #protocol;
  readonly #stops: (() => void)[];
  #checking: Promise<void> | null = null;
  #isCheckWanted = false;

  constructor(
    private readonly app: App,
    private readonly parts: SocketParts,
  ) {
    const { settings } = parts;
    this.#byAddress = new SocketCaps(settings.socketsPerAddress);
    this.#byAccount = new SocketCaps(settings.socketsPerAccount);
    this.#upgrades = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: settings.bodyBytes,
      maxFragments,
      handleProtocols,
    });
    this.#protocol = makeServer<Record<string, unknown> | undefined, SocketExtra>({
      connectionInitWaitTimeout: settings.initMilliseconds,
      onConnect: ({ extra, connectionParams }) => this.#admit(extra.socket, connectionParams?.authorization),
      ...new SocketOperations(app, parts).hooks,
    });
    const recheck = (): void => {
      this.#wantCheck();
    };
    this.#stops = [
      app.wakeUp.listen(topics.access, recheck),
      app.clock.every(settings.sessionMilliseconds, recheck),
      app.clock.every(settings.pingMilliseconds, () => {
        for (const socket of this.#sockets) socket.check();
      }),
    ];
  }

  /** Takes a request to become a socket, or refuses it in HTTP. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const address = addressOf(request, this.app.config.trustedProxies);
    const ignore = (): void => undefined;
    stream.on("error", ignore);
    if (pathOf(request) !== "/graphql") return refuseUpgrade(stream, "404 Not Found");
    if (this.parts.inFlight.isDraining) return refuseUpgrade(stream, "503 Service Unavailable");
    if (originVerdict(request, this.app.config) === "FOREIGN") return refuseUpgrade(stream, "403 Forbidden");
    if (!this.#byAddress.take(address)) return refuseUpgrade(stream, "429 Too Many Requests");
    let isOpened = false;
    stream.once("close", () => {
      if (!isOpened) this.#byAddress.giveBack(address);
    });
    this.#upgrades.handleUpgrade(request, stream, head, (webSocket) => {
      isOpened = true;
      stream.off("error", ignore);
      this.#open(webSocket, request, address);
    });
  }

  /** Closes all with 1001 and waits until they are gone; whoever does not answer is cut. */
  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop();
    const gone = [...this.#sockets].map(
      (socket) =>
        new Promise<void>((resolve) => {
          socket.onClose(() => {
            resolve();
          });
          socket.close(closeCodes.goingAway, "Going away");
        }),
    );
    await Promise.all([...gone, this.#checking]);
  }

  #open(webSocket: WebSocket, request: IncomingMessage, address: string): void {
    const { clock, log } = this.app;
    const socket = new ApiSocket(webSocket, request, address, { settings: this.parts.settings, clock, log });
    const openedAt = clock.now().getTime();
    this.#sockets.add(socket);
    // ws itself closes after a broken or too large frame (1009); the error only needs a listener.
    webSocket.on("error", () => undefined);
    const closed = this.#protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => socket.send(text),
        close: (code, reason) => {
          socket.close(code ?? CloseCode.InternalServerError, reason ?? "");
        },
        onMessage: (listener) => {
          socket.onMessage((text) => this.#handle(socket, listener(text)));
        },
      },
      { socket },
    );
    socket.onClose((code, reason) => {
      this.#sockets.delete(socket);
      this.#byAddress.giveBack(address);
      if (socket.viewer?.kind === "ACCOUNT") this.#byAccount.giveBack(socket.viewer.accountId);
      void this.parts.inFlight.track(closed(code, reason));
      const viewerId = socket.viewer === null ? null : accountIdOf(socket.viewer);
      log.write("info", "socket closed", { code, viewerId, milliseconds: clock.now().getTime() - openedAt });
    });
  }

  /** A message whose handling fails is one that the protocol does not know, or a fault of ours. */
  async #handle(socket: ApiSocket, handling: Promise<void>): Promise<void> {
    try {
      await this.parts.inFlight.track(handling);
    } catch (error) {
      const isUnknownMessage =
        error instanceof Error && error.message.startsWith("Unexpected message of type");
      if (!isUnknownMessage) this.app.log.failure("a socket's message failed", loggable(error));
      const code = isUnknownMessage ? CloseCode.BadRequest : CloseCode.InternalServerError;
      socket.close(code, isUnknownMessage ? "Invalid message received" : "Internal error");
    }
  }

  /** Who is on the socket: by bearer, or by the cookie of an allowed page. False closes it with 4403. */
  async #admit(socket: ApiSocket, authorization: unknown): Promise<boolean> {
    const { request, address } = socket;
    const bearer = bearerOf(authorization) ?? bearerOf(request.headers.authorization);
    const isPage = request.headers.origin !== undefined;
    if (bearer === null && (authorization !== undefined || !isPage)) return false;
    const secret = bearer ?? cookieSecretOf(request, this.app.config);
    const viewer = await this.app.services.authentication.viewerOf(secret, address);
    if (bearer !== null && viewer.kind !== "ACCOUNT") return false;
    if (viewer.kind === "ACCOUNT") {
      if (!this.#sockets.has(socket)) return false;
      if (!this.#byAccount.take(viewer.accountId)) {
        socket.close(closeCodes.tryAgainLater, "Too many sockets");
        return false;
      }
      socket.secret = secret;
    }
    socket.viewer = viewer;
    return true;
  }

  #wantCheck(): void {
    this.#isCheckWanted = true;
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
    });
  }

  /** Closes the sockets whose session has ended. One look at a time; what wakes meanwhile is one look more. */
  async #check(): Promise<void> {
    while (this.#isCheckWanted) {
      this.#isCheckWanted = false;
      const signedIn = [...this.#sockets].filter((socket) => socket.secret !== null);
      for (const secret of new Set(signedIn.map((socket) => socket.secret))) {
        try {
          const viewer = await this.app.services.authentication.viewerOf(secret, "");
          if (viewer.kind === "ACCOUNT") continue;
        } catch (error) {
          // A store that can't be read says nothing about the session; the next look does.
          this.app.log.failure("a session could not be looked up", loggable(error));
          continue;
        }
        for (const socket of signedIn) if (socket.secret === secret) socket.closeForbidden();
      }
    }
  }
}

function refuseUpgrade(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
