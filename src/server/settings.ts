/** Bounds and times of the doors. The defaults are the product's; tests shorten the times. */
export interface ServerSettings {
  /** The largest body of a GraphQL request and the largest message of a socket, in bytes. */
  readonly bodyBytes: number;
  /** How long a closing server waits for what is in flight before it cuts it, in milliseconds. */
  readonly drainMilliseconds: number;
  /** How long a socket may wait with its `connection_init`, in milliseconds. */
  readonly initMilliseconds: number;
  /** How often sockets are pinged and slow readers looked for; a missed pong cuts the socket. */
  readonly pingMilliseconds: number;
  /** How often a socket's session is looked at again, beside the wake-up, in milliseconds. */
  readonly sessionMilliseconds: number;
  /** The most operations that run on one socket at once. */
  readonly subscriptionsPerSocket: number;
  readonly socketsPerAccount: number;
  /** Many people may sit behind one address: an office, a proxy. */
  readonly socketsPerAddress: number;
  /** What may lie unsent before a further message; beyond it the reader is slow. In bytes. */
  readonly bufferedBytes: number;
  /** How long one message may wait to be taken before the reader is slow, in milliseconds. */
  readonly stalledMilliseconds: number;
  /** How long a slow reader has to answer the close with 1013 before it is cut, in milliseconds. */
  readonly closeMilliseconds: number;
}

export const defaultServerSettings: ServerSettings = {
  bodyBytes: 1_048_576,
  drainMilliseconds: 10_000,
  initMilliseconds: 10_000,
  pingMilliseconds: 12_000,
  sessionMilliseconds: 5_000,
  subscriptionsPerSocket: 20,
  socketsPerAccount: 20,
  socketsPerAddress: 500,
  bufferedBytes: 4 * 1_048_576,
  stalledMilliseconds: 30_000,
  closeMilliseconds: 5_000,
};
