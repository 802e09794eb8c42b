import "reflect-metadata";
import { dirname, join } from "node:path";
import type { GraphQLSchema } from "graphql";
import { Clock } from "./core/clock";
import type { Config } from "./core/config";
import { Instance } from "./core/database/instance.entity";
import { openStore } from "./core/database/open-store";
import { connectWakeUps } from "./core/database/postgres-wake-up";
import type { Store } from "./core/database/store";
import { type Ids, randomIds } from "./core/ids";
import { createLog, type Log } from "./core/log";
import { WakeUp } from "./core/wake-up";
import { Argon2Passwords, type Passwords } from "./accounts/password.adapter";
import { ReleaseCache } from "./release/release-cache.adapter";
import { schemaParts } from "./entities";
import { createResolvers } from "./resolvers";
import { buildSchema, type ResolverMap } from "./schema";
import { createServices, type Services } from "./services";

/** How often a process polls, as the floor under wake-ups that got lost. */
const pollMilliseconds = 2000;

/** Proves a release folder from the folder alone; the command line needs no database for it. */
export { verifyFolder } from "./release/verify.adapter";

/** What tests put in the place of the real thing. */
export interface Overrides {
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly log?: Log;
  readonly passwords?: Passwords;
  /** Called after an I/O error of the store; by default the process exits with 1. */
  readonly onFatal?: (cause: unknown) => void;
}

/** The whole of Labelroom but its faces. */
export interface App {
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly store: Store;
  readonly wakeUp: WakeUp;
  readonly schema: GraphQLSchema;
  readonly resolvers: ResolverMap;
  readonly services: Services;
  /** Takes up jobs and polls; a command of the command line needs neither. */
  start(): void;
  /** Afterwards nothing runs and nothing is open. */
  close(): Promise<void>;
}

/** Opens the store and wires everything by hand, in folder order. Migrates first. */
export async function createApp(config: Config, overrides: Overrides = {}): Promise<App> {
  const clock = overrides.clock ?? new Clock();
  const ids = overrides.ids ?? randomIds;
  const log = overrides.log ?? createLog(config.logLevel);
  const wakeUp = new WakeUp();
  const onFatal =
    overrides.onFatal ??
    ((cause: unknown): void => {
      log.failure("the store can't be written any more", cause);
      process.exitCode = 1;
      process.kill(process.pid, "SIGTERM");
    });
  const store = await openStore({ database: config.database, parts: schemaParts, clock, log, onFatal });
  await store.migrate();
  const otherProcesses = connectWakeUps({ database: config.database, store, wakeUp, clock, log });

  const releaseCache = new ReleaseCache(releaseFolder(config));
  const services = createServices({
    isDemo: config.isDemo,
    store,
    clock,
    ids,
    log,
    wakeUp,
    passwords: overrides.passwords ?? new Argon2Passwords(),
    releaseCache,
  });
  const { audit, events, jobs } = services;
  store.setUnitEnd({
    storeAudit: (tx, entries) => audit.storeEntries(tx, entries),
    numberEvents: (tx, queued) => events.numberEvents(tx, queued),
  });
  await setUpInstance(store, ids);

  const resolvers = createResolvers(services);
  let stopPolling = (): void => undefined;
  return {
    config,
    clock,
    ids,
    log,
    store,
    wakeUp,
    schema: buildSchema(resolvers),
    resolvers,
    services,
    start: () => {
      jobs.start();
      void otherProcesses.listen();
      stopPolling = clock.every(pollMilliseconds, () => {
        wakeUp.wakeAll();
      });
    },
    close: async () => {
      stopPolling();
      await jobs.close();
      await otherProcesses.close();
      await store.close();
      await releaseCache.close();
    },
  };
}

/** Folders of releases lie beside the SQLite file; on Postgres each process has a temporary place of its own. */
function releaseFolder({ database }: Config): string | null {
  return database.kind === "sqlite" ? join(dirname(database.file), "releases") : null;
}

async function setUpInstance(store: Store, ids: Ids): Promise<void> {
  if (await store.read((reader) => reader.exists(Instance, { id: "this" }))) return;
  await store.transaction(async (tx) => {
    await tx.insertNew(Instance, { id: "this", epoch: ids.next("session"), createdAt: await tx.now() });
  });
}
