import { describeStore } from "./store-contract";
import { postgresDatabase } from "./test-database";

describe("the Postgres store", () => {
  describeStore(postgresDatabase);
});

describe("the Postgres store on a database that sorts as ICU does", () => {
  describeStore(() => postgresDatabase("icu"));
});
