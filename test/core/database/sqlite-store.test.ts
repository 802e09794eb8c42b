import { describeStore } from "./store-contract";
import { sqliteDatabase } from "./test-database";

describe("the SQLite store", () => {
  describeStore(sqliteDatabase);
});
