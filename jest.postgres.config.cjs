// The tests of `npm test` on Postgres, and what needs several processes (*.postgres.test.ts).
const url = process.env.TEST_DATABASE_URL;
const base = require("./jest.config.cjs");
if (url !== undefined) process.env.TEST_DATABASE_URL = url;

module.exports = {
  ...base,
  testPathIgnorePatterns: base.testPathIgnorePatterns.filter((pattern) => !pattern.includes("postgres")),
  globalSetup: "<rootDir>/test/support/postgres-setup.ts",
  globalTeardown: "<rootDir>/test/support/postgres-teardown.ts",
};
