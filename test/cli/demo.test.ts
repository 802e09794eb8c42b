import { existsSync } from "node:fs";
import { join } from "node:path";
import { Workplace } from "./captured-terminal";

interface Once {
  readonly funnel: readonly { readonly step: string }[];
  readonly agreement: { readonly pairwise: { readonly agreement: number; readonly standardError: number } };
  readonly rounds: readonly {
    readonly counts: { readonly resubmitted: number };
    readonly room: Readonly<Record<"events" | "heard" | "gaps" | "repeats" | "missing", number>>;
  }[];
  readonly releases: readonly { readonly folder: string; readonly rows: { readonly train: number } }[];
  readonly verified: boolean;
}

describe("labelroom demo", () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = await Workplace.open();
  });

  afterEach(() => workplace.close());

  it.each([
    ["DATABASE_URL", { DATABASE_URL: "sqlite:elsewhere.db" }],
    ["HOST", { HOST: "0.0.0.0" }],
  ])("refuses %s before anything is opened", async (name, environment) => {
    const run = await workplace.run(["demo", "--once", "--out", workplace.file("out")], { environment });

    expect(run).toMatchObject({ exitCode: 2, out: "", err: expect.stringContaining(name) });
    expect(existsSync(workplace.file("demo"))).toBe(false);
  });

  it("walks the whole way by itself and leaves three folders that verify accepts", async () => {
    const out = workplace.file("out");
    const run = await workplace.run(["demo", "--once", "--out", out, "--json"], {
      environment: { LOG_LEVEL: "silent" },
    });

    expect(run.exitCode).toBe(0);
    const result = JSON.parse(run.out) as Once;
    expect(result.verified).toBe(true);
    expect(result.funnel).toHaveLength(6);
    expect(result.agreement.pairwise.agreement).toBeGreaterThan(0.55);
    expect(result.agreement.pairwise.standardError).toBeGreaterThan(0);
    expect(result.releases.map(({ folder }) => folder)).toEqual(
      ["sample-sft-v1", "sample-rm-v1", "sample-ppo-v1"].map((name) => join(out, name)),
    );
    for (const { folder, rows } of result.releases) {
      expect(rows.train).toBeGreaterThan(0);
      expect((await workplace.run(["verify", folder])).exitCode).toBe(0);
    }
    for (const { room } of result.rounds) {
      expect(room).toMatchObject({ gaps: 0, repeats: 0, missing: 0, heard: room.events * 6 });
    }
    expect(result.rounds[1]?.counts.resubmitted).toBeGreaterThan(0);
  });

  it("leaves the queue in mid-work and stays until it is asked to stop", async () => {
    const run = await workplace.run(["demo", "--json"], { environment: { LOG_LEVEL: "silent", PORT: "0" } });

    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.out)).toEqual({ origin: expect.any(String), project: "sample" });
    expect(run.err).toContain("/graphiql");
  });
});
