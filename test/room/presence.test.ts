import fc from "fast-check";
import { PresenceBook, presenceChange } from "../../src/room/presence";

function bookWithLog(): { book: PresenceBook; changes: string[] } {
  const changes: string[] = [];
  const book = new PresenceBook((projectId) => {
    changes.push(`${projectId}:${book.present(projectId).join(",")}`);
  });
  return { book, changes };
}

describe("who is here", () => {
  it("is whoever has a stream, until the last of them ends", () => {
    const { book, changes } = bookWithLog();
    const first = book.enter("p", "ann");
    const second = book.enter("p", "ann");
    const other = book.enter("p", "bob");
    first();
    expect(book.present("p")).toEqual(["ann", "bob"]);
    second();
    expect(book.present("p")).toEqual(["bob"]);
    other();
    expect(changes).toEqual(["p:ann", "p:ann,bob", "p:bob", "p:"]);
  });

  it("counts an end once, however often it is called", () => {
    const { book } = bookWithLog();
    const first = book.enter("p", "ann");
    book.enter("p", "ann");
    first();
    first();
    expect(book.present("p")).toEqual(["ann"]);
  });

  it("keeps projects apart", () => {
    const { book, changes } = bookWithLog();
    book.enter("p", "ann");
    book.enter("q", "bob");
    expect(book.present("p")).toEqual(["ann"]);
    expect(book.present("q")).toEqual(["bob"]);
    expect(changes).toEqual(["p:ann", "q:bob"]);
  });

  it("is what the changes add up to", () => {
    const accounts = fc.uniqueArray(fc.constantFrom<string>("a", "b", "c", "d"));
    fc.assert(
      fc.property(accounts, accounts, (before, now) => {
        const { joined, left } = presenceChange(before, now);
        const reached = [...before.filter((id) => !left.includes(id)), ...joined];
        expect(reached.sort()).toEqual([...now].sort());
        expect(joined.filter((id) => before.includes(id))).toEqual([]);
      }),
    );
  });
});
