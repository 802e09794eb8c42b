// The tests of `npm test`: SQLite only, no service, no browser. A Postgres that the environment happens to name
// is for test:postgres, which asks for it by a config of its own.
delete process.env.TEST_DATABASE_URL;

module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  testMatch: ["**/*.test.ts"],
  testPathIgnorePatterns: [
    "/node_modules/",
    "/test/browser/",
    "\\.postgres\\.test\\.ts$",
    "\\.crash\\.test\\.ts$",
  ],
  transform: { "^.+\\.ts$": "@swc/jest" },
  setupFiles: ["reflect-metadata"],
  testTimeout: 60_000,
};
