import { WebSocket } from "ws";
import type { ApiErrorShape } from "./api-client";
import { EventQueue } from "./event-queue";

/** How a test's socket comes in. */
export interface SocketOptions {
  /** Sent as `connectionParams.authorization`. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** False leaves `connection_init` to the test. */
  readonly isInitialized?: boolean;
}

/** A message of graphql-transport-ws. */
export interface SocketMessage {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** A result that came for an operation. */
export interface SocketResult<T> {
  readonly data?: T | null;
  readonly errors?: readonly ApiErrorShape[];
}

/** How a socket ended. */
export interface SocketEnd {
  readonly code: number;
  readonly reason: string;
}

/** An operation on a socket. */
export interface Subscribed<T> {
  /** The next result, or the errors of a refusal; waits for it. */
  next(): Promise<SocketResult<T>>;
  /** Resolves when the server says `complete`, or has refused. */
  readonly completed: Promise<void>;
  /** Leaves. */
  complete(): void;
}

/** A client of graphql-transport-ws that keeps every message until the test asks for it. */
export class ApiSocketClient {
  /** Messages that belong to no operation which `subscribe` began. */
  readonly messages = new EventQueue<SocketMessage>();
  /** Resolves with code and reason when the socket has ended. */
  readonly closed: Promise<SocketEnd>;
  readonly #operations = new Map<string, (message: SocketMessage) => void>();
  #lastId = 0;

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => {
        resolve({ code, reason: reason.toString("utf8") });
      });
    });
    socket.on("error", () => undefined);
    socket.on("message", (data) => {
      const message = JSON.parse((data as Buffer).toString("utf8")) as SocketMessage;
      const operation = message.id === undefined ? undefined : this.#operations.get(message.id);
      if (operation === undefined) this.messages.push(message);
      else operation(message);
    });
  }

  /**
   * Opens a socket and, unless the options say otherwise, waits for the acknowledgement.
   * @throws Error where the server refuses or closes first.
   */
  static async open(url: string, options: SocketOptions = {}): Promise<ApiSocketClient> {
    const { token, headers = {}, isInitialized = true } = options;
    const socket = new WebSocket(url, "graphql-transport-ws", { headers: { ...headers } });
    const client = new ApiSocketClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    if (!isInitialized) return client;
    client.send({
      type: "connection_init",
      ...(token === undefined ? {} : { payload: { authorization: `Bearer ${token}` } }),
    });
    const closed = client.closed.then(({ code }) => {
      throw new Error(`The socket was closed with ${code}.`);
    });
    const { type } = await Promise.race([client.messages.next(), closed]);
    if (type !== "connection_ack") throw new Error(`Instead of connection_ack came ${type}.`);
    return client;
  }

  send(message: SocketMessage | Record<string, unknown>): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Begins an operation. */
  subscribe<T = Record<string, unknown>>(query: string, variables: object = {}): Subscribed<T> {
    const id = String(++this.#lastId);
    const results = new EventQueue<SocketResult<T>>();
    const completed = new Promise<void>((resolve) => {
      this.#operations.set(id, ({ type, payload }) => {
        if (type === "next") results.push(payload as SocketResult<T>);
        else if (type === "error") results.push({ errors: payload as readonly ApiErrorShape[] });
        if (type !== "next") resolve();
      });
    });
    this.send({ id, type: "subscribe", payload: { query, variables } });
    return {
      next: () => results.next(),
      completed,
      complete: () => {
        this.send({ id, type: "complete" });
      },
    };
  }

  /** Cuts the connection without a close. */
  cut(): void {
    this.socket.terminate();
  }
}
