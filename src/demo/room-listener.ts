import { setTimeout as pause } from "node:timers/promises";
import { createClient, type Client } from "graphql-ws";
import WebSocket from "ws";
import { roomEventsDocument } from "./operations";

interface HeardEvent {
  readonly __typename: string;
  readonly sequence: number;
  readonly cursor: string;
}

/** A place in a room's log; the beginning has the number 0 and a cursor only where one was told. */
export interface RoomPlace {
  readonly sequence: number;
  readonly cursor: string | null;
}

/** What a listener heard, and whether it was the log. */
export interface Heard {
  readonly events: number;
  /** Numbers that were left out. */
  readonly gaps: number;
  /** Numbers that came again. */
  readonly repeats: number;
  readonly reconnects: number;
}

/** Where and as whom to listen. */
export interface RoomListenerOptions {
  readonly origin: string;
  readonly token: string;
  readonly projectId: string;
  readonly onEvent?: (event: { readonly kind: string; readonly sequence: number }) => void;
}

/**
 * Listens to a room over a socket and goes on from its cursor when the connection is lost; checks that the numbers of
 * what it hears follow each other.
 */
export class RoomListener {
  #events = 0;
  #gaps = 0;
  #repeats = 0;
  #reconnects = 0;
  #last = 0;
  #cursor: string | null = null;
  #client: Client | null = null;
  #isClosed = false;
  #listening: Promise<void> = Promise.resolve();

  constructor(private readonly options: RoomListenerOptions) {}

  /** The number of the last event it has heard, or of the place where it began. */
  get sequence(): number {
    return this.#last;
  }

  get heard(): Heard {
    return { events: this.#events, gaps: this.#gaps, repeats: this.#repeats, reconnects: this.#reconnects };
  }

  /** Listens from a place in the log on. */
  start({ sequence, cursor }: RoomPlace): void {
    this.#last = sequence;
    this.#cursor = cursor;
    this.#listening = this.#listen();
  }

  /** Drops the connection, as a network does; the listener comes back by itself. */
  cut(): void {
    this.#client?.terminate();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#client?.dispose();
    await this.#listening;
  }

  async #listen(): Promise<void> {
    while (!this.#isHalted()) {
      const client = this.#connect();
      this.#client = client;
      try {
        const variables = { projectId: this.options.projectId, after: this.#cursor };
        for await (const result of client.iterate({ query: roomEventsDocument, variables })) {
          const event = (result.data as { roomEvents?: HeardEvent } | null | undefined)?.roomEvents;
          if (event === undefined) throw new Error("The subscription was refused.");
          this.#take(event);
        }
      } catch {
        // A lost connection: come back from the cursor.
      }
      if (this.#isHalted()) return;
      this.#reconnects += 1;
      await pause(20);
    }
  }

  #connect(): Client {
    return createClient({
      url: `${this.options.origin.replace(/^http/, "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${this.options.token}` },
      retryAttempts: 0,
    });
  }

  #take({ sequence, cursor, __typename: kind }: HeardEvent): void {
    this.#events += 1;
    if (sequence <= this.#last) this.#repeats += 1;
    if (sequence > this.#last + 1) this.#gaps += sequence - this.#last - 1;
    this.#last = Math.max(sequence, this.#last);
    this.#cursor = cursor;
    this.options.onEvent?.({ kind, sequence });
  }

  #isHalted(): boolean {
    return this.#isClosed;
  }
}
