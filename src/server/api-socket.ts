import type { IncomingMessage } from "node:http";
import { CloseCode } from "graphql-ws";
import type { RawData, WebSocket } from "ws";
import type { Clock } from "../core/clock";
import type { Log } from "../core/log";
import type { Viewer } from "../core/viewer";
import type { ServerSettings } from "./settings";

/** Close codes of RFC 6455 that the door uses beside those of graphql-transport-ws. */
export const closeCodes = { goingAway: 1001, tryAgainLater: 1013 } as const;

/**
 * One socket and what the door knows of it: who is on it, whether the peer is there (pings), whether it reads.
 * It is open -> closing (a code is on its way) -> gone; a peer that does not answer the close is cut.
 */
export class ApiSocket {
  /** Whose socket it is; null until `connection_init` was accepted. */
  viewer: Viewer | null = null;
  /** What the viewer came with, to look again whether it still holds. */
  secret: string | null = null;
  #isAlive = true;
  #isClosing = false;
  /** The messages that the network has not taken yet, oldest first. */
  readonly #unsent = new Set<{ readonly sentAt: number }>();
  readonly #gone: Promise<void>;

  constructor(
    private readonly socket: WebSocket,
    readonly request: IncomingMessage,
    readonly address: string,
    private readonly parts: { readonly settings: ServerSettings; readonly clock: Clock; readonly log: Log },
  ) {
    socket.on("pong", () => {
      this.#isAlive = true;
    });
    this.#gone = new Promise((resolve) => {
      socket.once("close", () => {
        resolve();
      });
    });
  }

  get protocol(): string {
    return this.socket.protocol;
  }

  /** Calls `listener` with every message as text. */
  onMessage(listener: (text: string) => Promise<void>): void {
    this.socket.on("message", (data: RawData) => {
      // Binary frames hold the same text; the receiver bounds both.
      void listener((data as Buffer).toString("utf8"));
    });
  }

  /** Calls `listener` once the socket is gone. */
  onClose(listener: (code: number, reason: string) => void): void {
    this.socket.once("close", (code: number, reason: Buffer) => {
      listener(code, reason.toString("utf8"));
    });
  }

  /**
   * Resolves when the message has been handed to the network. On a socket that closes it waits until that is
   * gone: answering sooner would let a subscription run through its whole log for nobody.
   */
  async send(text: string): Promise<void> {
    if (this.socket.bufferedAmount > this.parts.settings.bufferedBytes) this.closeSlow();
    if (this.socket.readyState !== this.socket.OPEN) return this.#gone;
    const message = { sentAt: this.parts.clock.now().getTime() };
    this.#unsent.add(message);
    await new Promise<void>((resolve) => {
      this.socket.send(text, () => {
        resolve();
      });
    });
    this.#unsent.delete(message);
  }

  /** Closes with a code; a peer that has not answered after a while is cut. */
  close(code: number, reason: string): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.socket.close(code, reason);
    // A close stands in line behind what is buffered: one that reads nothing never sees it.
    const gone = new AbortController();
    this.socket.once("close", () => {
      gone.abort();
    });
    void this.parts.clock.pause(this.parts.settings.closeMilliseconds, gone.signal).then(() => {
      this.socket.terminate();
    });
  }

  /** Closes a reader that does not keep up; it may come back with its cursor. */
  closeSlow(): void {
    if (this.#isClosing) return;
    this.parts.log.write("warn", "slow reader", { bufferedBytes: this.socket.bufferedAmount });
    this.close(closeCodes.tryAgainLater, "Slow reader");
  }

  /** Closes a socket whose session has ended. */
  closeForbidden(): void {
    this.close(CloseCode.Forbidden, "Forbidden");
  }

  /** Pings; cuts a peer that did not answer the last ping, closes one that has let a message wait too long. */
  check(): void {
    if (this.socket.readyState !== this.socket.OPEN) return;
    if (!this.#isAlive) {
      this.socket.terminate();
      return;
    }
    const [oldest] = this.#unsent;
    const now = this.parts.clock.now().getTime();
    if (oldest !== undefined && now - oldest.sentAt >= this.parts.settings.stalledMilliseconds) {
      this.closeSlow();
      return;
    }
    this.#isAlive = false;
    this.socket.ping();
  }

  /** Cuts it. */
  terminate(): void {
    this.socket.terminate();
  }
}
