import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, parse, validate } from "graphql";
import * as operations from "../../src/demo/operations";

const schema = buildSchema(readFileSync(join(__dirname, "..", "..", "schema", "schema.graphql"), "utf8"));

describe("the demo's operations", () => {
  it.each(Object.entries(operations))("%s fits the schema", (_name, document) => {
    expect(validate(schema, parse(document))).toEqual([]);
  });
});
