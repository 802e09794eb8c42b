import "./postgres-setup";

/** After the tests of `test:postgres`: stops the server if this run started it. */
export default async function tearDown(): Promise<void> {
  await globalThis.labelroomTestServer?.stop();
}
