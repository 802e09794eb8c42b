import { aProject } from "../support/project";
import { aServer, type TestServer } from "../support/server";

let server: TestServer;

beforeAll(async () => {
  server = await aServer();
});

afterAll(async () => {
  await server.close();
});

const publish = `mutation ($input: PublishLabelFormInput!) {
  publishLabelForm(input: $input) { labelForm { name version fields { key } } }
}`;
const field = { key: "clear", scope: "PROMPT", answerKind: "YES_NO", question: "Is it clear?" };

describe("publishing a label form", () => {
  it("numbers the versions of a name and keeps the old ones", async () => {
    const project = await aProject(server);
    const { client } = project.researcher;
    const input = { projectId: project.id, name: "mine", fields: [field] };
    await client.query(publish, { input });
    await client.query(publish, { input: { ...input, fields: [{ ...field, key: "clearer" }] } });
    const read = `query ($projectId: ID!, $version: Int) { labelForm(projectId: $projectId, name: "mine", version: $version) { version fields { key } } }`;
    expect(await project.labeler.client.query(read, { projectId: project.id })).toEqual({
      labelForm: { version: 2, fields: [{ key: "clearer" }] },
    });
    expect(await project.labeler.client.query(read, { projectId: project.id, version: 1 })).toEqual({
      labelForm: { version: 1, fields: [{ key: "clear" }] },
    });
  });

  it("publishes once for a key, and refuses the key with other content", async () => {
    const project = await aProject(server);
    const { client } = project.researcher;
    const input = { projectId: project.id, name: "mine", fields: [field], key: "form-key-1" };
    const first = await client.query(publish, { input });
    expect(await client.query(publish, { input })).toEqual(first);
    const other = { ...input, fields: [{ ...field, question: "Really?" }] };
    expect(await client.codeOf(publish, { input: other })).toBe("IDEMPOTENCY_CONFLICT");
  });

  it("publishes a preset by its name, and names what is wrong with fields of one's own", async () => {
    const project = await aProject(server);
    const { client } = project.researcher;
    const preset = { projectId: project.id, name: "toxicity" };
    await expect(client.query(publish, { input: preset })).resolves.toMatchObject({
      publishLabelForm: { labelForm: { name: "toxicity", version: 1 } },
    });
    const twice = { projectId: project.id, name: "mine", fields: [field, field] };
    await expect(client.query(publish, { input: twice })).rejects.toMatchObject({
      code: "BAD_INPUT",
      issues: [expect.objectContaining({ path: expect.stringContaining("input.fields.1") as string })],
    });
    expect(await client.codeOf(publish, { input: { projectId: project.id, name: "no-preset" } })).toBe(
      "BAD_INPUT",
    );
    expect(await project.labeler.client.codeOf(publish, { input: preset })).toBe("FORBIDDEN");
  });
});
