import type { RequestContext } from "../core/context";
import type { Store } from "../core/database/store";
import { loaderOf } from "../core/loaders";
import { Account } from "./account.entity";
import type { Person } from "./person.types";

/** Names the people that rows mention by account id; batched for each request. */
export class PeopleService {
  constructor(private readonly store: Store) {}

  /** The person behind an account id; null for null (the local operator, the system). */
  async person(context: RequestContext, accountId: string | null): Promise<Person | null> {
    if (accountId === null) return null;
    const loader = loaderOf(context, "people", {
      read: (ids) => this.#byIds(ids),
      keyOf: (person) => person.accountId,
    });
    return loader.load(accountId);
  }

  async #byIds(ids: readonly string[]): Promise<Person[]> {
    const accounts = await this.store.read((reader) =>
      reader
        .select(Account, "account")
        .where("account.id IN (:...ids)", { ids: [...ids] })
        .getMany(),
    );
    return accounts.map(({ id, displayName }) => ({ accountId: id, displayName }));
  }
}
