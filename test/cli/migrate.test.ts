import { markServing } from "../../src/cli/serving-lock";
import { Workplace } from "./captured-terminal";

describe("labelroom migrate", () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = await Workplace.open();
  });

  afterEach(() => workplace.close());

  it("names the migrations it applied, and none the second time", async () => {
    const first = await workplace.run(["migrate", "--json"]);
    const second = await workplace.run(["migrate", "--json"]);

    const { applied } = JSON.parse(first.out) as { applied: string[] };
    expect(applied[0]).toMatch(/^CreateAccounts\d+$/);
    expect(JSON.parse(second.out)).toEqual({ database: "sqlite", applied: [] });
  });

  it("refuses while a server works on the same file, and no longer when it has ended", async () => {
    await workplace.run(["migrate"]);
    const lock = await markServing(workplace.config.database);
    const during = await workplace.run(["migrate"]);
    await lock.release();
    const after = await workplace.run(["migrate"]);

    expect(during).toMatchObject({ exitCode: 2, out: "", err: expect.stringContaining("stop it first") });
    expect(after.exitCode).toBe(0);
  });

  it("lets one server work on a file at a time", async () => {
    await workplace.run(["migrate"]);
    const lock = await markServing(workplace.config.database);

    await expect(markServing(workplace.config.database)).rejects.toThrow("works on");
    await lock.release();
    await (await markServing(workplace.config.database)).release();
  });
});
