import { describeStore, describeTexts } from "./store-contract";
import { postgresDatabase } from "./test-database";

describe("the Postgres store", () => {
  describeStore(postgresDatabase);
});

describe("texts and keys of the Postgres store", () => {
  describeTexts(postgresDatabase);
});

describe("texts and keys of the Postgres store on a database that sorts as ICU does", () => {
  describeTexts(() => postgresDatabase("icu"));
});
