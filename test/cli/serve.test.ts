import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Workplace } from "./captured-terminal";

const root = join(__dirname, "..", "..");

describe("labelroom serve", () => {
  it("tells where it serves, refuses a second server on its file, and ends with 0 when it is asked to stop", async () => {
    const workplace = await Workplace.open();
    const child = spawn(
      process.execPath,
      ["-r", "@swc-node/register", "src/cli/labelroom.ts", "serve", "--json"],
      {
        cwd: root,
        env: {
          PATH: process.env.PATH,
          SWCRC: "true",
          PORT: "0",
          DATABASE_URL: workplace.databaseUrl,
          LOG_LEVEL: "silent",
        },
        stdio: ["ignore", "pipe", "ignore"],
      },
    );
    const exited = once(child, "exit");
    try {
      const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
      const { origin } = JSON.parse(line) as { origin: string };
      const health = await fetch(`${origin}/healthz`);
      const second = await workplace.run(["serve"]);

      expect(health.status).toBe(200);
      expect(second).toMatchObject({ exitCode: 2, err: expect.stringContaining("already") });
    } finally {
      child.kill("SIGTERM");
    }
    expect(await exited).toEqual([0, null]);
    await workplace.close();
  });
});
