import { describeStore, describeTexts } from "./store-contract";
import { sqliteDatabase } from "./test-database";

describe("the SQLite store", () => {
  describeStore(sqliteDatabase);
});

describe("texts and keys of the SQLite store", () => {
  describeTexts(sqliteDatabase);
});
