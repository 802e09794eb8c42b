import { failureOf } from "../../src/cli/failures";
import { Workplace } from "./captured-terminal";

describe("the command line", () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = await Workplace.open();
  });

  afterEach(() => workplace.close());

  it.each([
    ["no command", []],
    ["an unknown command", ["label"]],
  ])("exits 2 with usage for %s", async (_name, argv) => {
    expect(await workplace.run(argv)).toMatchObject({
      exitCode: 2,
      out: "",
      err: expect.stringContaining("Usage: labelroom"),
    });
  });

  it.each([["--help"], ["--version"]])("answers %s on standard output and exits 0", async (option) => {
    const run = await workplace.run([option]);

    expect(run).toMatchObject({ exitCode: 0, err: "" });
    expect(run.out).not.toBe("");
  });

  it("exits 2 and names the variable where the environment can't be meant", async () => {
    const run = await workplace.run(["migrate"], { environment: { DATABASE_URL: "mysql://root@db/x" } });

    expect(run).toMatchObject({ exitCode: 2, err: expect.stringContaining("DATABASE_URL") });
  });

  it("strikes user and password out of what a driver says", () => {
    const { lines } = failureOf(new Error("cannot reach postgres://ann:s3cret@db.example:5432/labelroom"));

    expect(lines).toEqual(["cannot reach postgres://***@db.example:5432/labelroom"]);
  });
});
