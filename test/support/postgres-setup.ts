import { startEmbeddedPostgres, type TestServer } from "./embedded-postgres";

declare global {
  /** The server that this run started, for the teardown; unset where the environment named one. */
  var labelroomTestServer: TestServer | undefined;
}

/**
 * Before the tests of `test:postgres`: TEST_DATABASE_URL then names a server in which the tests may make databases.
 * Where the environment names none, the embedded Postgres is started.
 */
export default async function setUp(): Promise<void> {
  if (process.env.TEST_DATABASE_URL) return;
  globalThis.labelroomTestServer = await startEmbeddedPostgres();
  process.env.TEST_DATABASE_URL = globalThis.labelroomTestServer.url;
}
