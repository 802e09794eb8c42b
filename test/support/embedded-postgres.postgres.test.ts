import { Client } from "pg";

describe("the Postgres of the tests", () => {
  it("is version 14 or later, UTF-8, and has pg_trgm with words of any script", async () => {
    const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
    await client.connect();
    try {
      await client.query("CREATE EXTENSION IF NOT EXISTS pg_trgm");
      const { rows } = await client.query<{ version: number; encoding: string; trigrams: number }>(
        `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding,
                cardinality(show_trgm('电话号码')) AS trigrams`,
      );
      const [server] = rows;
      expect(server?.version).toBeGreaterThanOrEqual(140_000);
      expect(server?.encoding).toBe("UTF8");
      expect(server?.trigrams).toBeGreaterThan(0);
    } finally {
      await client.end();
    }
  });
});
