import { createApp } from "../../src/app";
import { CredentialKind } from "../../src/accounts/session.entity";
import { Workplace } from "./captured-terminal";

const password = "correct horse battery";
const admin = ["account", "create-admin", "--email", "Ann@example.org", "--name", "Ann"];

describe("labelroom account", () => {
  let workplace: Workplace;

  beforeEach(async () => {
    workplace = await Workplace.open();
  });

  afterEach(() => workplace.close());

  async function canSignIn(email: string): Promise<boolean> {
    const app = await createApp(workplace.config);
    try {
      const credentials = { email, password, address: "test", kind: CredentialKind.BEARER } as const;
      await app.services.authentication.signIn(credentials);
      return true;
    } catch {
      return false;
    } finally {
      await app.close();
    }
  }

  it("makes the first admin with a password from standard input, and never prints it", async () => {
    const run = await workplace.run([...admin, "--password-stdin", "--json"], {
      input: `${password}\r\nmore`,
    });

    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.out)).toEqual({
      account: expect.any(String),
      email: "ann@example.org",
      isAdmin: true,
    });
    expect(run.out + run.err).not.toContain("horse");
    expect(await canSignIn("ann@example.org")).toBe(true);
  });

  it("asks for the password twice on a terminal", async () => {
    const differing = await workplace.run(admin, { secrets: [password, "another password"] });
    const same = await workplace.run(admin, { secrets: [password, password] });

    expect(differing).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("The two passwords differ."),
    });
    expect(same.exitCode).toBe(0);
    expect(await canSignIn("ann@example.org")).toBe(true);
  });

  it("refuses a second first admin", async () => {
    await workplace.run([...admin, "--password-stdin"], { input: password });

    const second = await workplace.run([...admin, "--password-stdin", "--json"], { input: password });

    expect(second.exitCode).toBe(1);
    expect(JSON.parse(second.out)).toMatchObject({ error: { code: "CONFLICT" } });
  });

  it("refuses a short password without repeating it", async () => {
    const run = await workplace.run([...admin, "--password-stdin"], { input: "secret-11c\n" });

    expect(run).toMatchObject({ exitCode: 1, err: expect.stringContaining("12 to 1024 characters") });
    expect(run.err).not.toContain("secret-11c");
  });

  it("exits 2 where nobody could type a password, and for what is no address", async () => {
    const silent = await workplace.run(admin);
    const noAddress = await workplace.run([
      "account",
      "create",
      "--email",
      "ann",
      "--name",
      "Ann",
      "--password-stdin",
    ]);

    expect(silent).toMatchObject({ exitCode: 2, err: expect.stringContaining("--password-stdin") });
    expect(noAddress).toMatchObject({ exitCode: 2, err: expect.stringContaining("e-mail address") });
  });

  it("makes an account a member of a project", async () => {
    await workplace.run(["import", "-", "--project", "tides", "--create"]);
    await workplace.run(
      ["account", "create", "--email", "lea@example.org", "--name", "Lea", "--password-stdin"],
      {
        input: password,
      },
    );

    const run = await workplace.run([
      ...[
        "account",
        "add-member",
        "--project",
        "tides",
        "--email",
        "lea@example.org",
        "--role",
        "LABELER",
        "--json",
      ],
    ]);

    expect(JSON.parse(run.out)).toMatchObject({ project: "tides", role: "LABELER", cohort: "TRAINING" });
  });
});
