import { idsOf, versionKey } from "../../src/room/version-key";

describe("the key of a wording", () => {
  it("gives back the ids, each once", () => {
    expect(idsOf([versionKey("msg_b", 1), versionKey("msg_a", 12), versionKey("msg_b", 2)])).toEqual([
      "msg_b",
      "msg_a",
    ]);
  });
});
