import { In } from "typeorm";
import type { Store } from "../core/database/store";
import { Account } from "./account.entity";

/** An account's name. */
export interface DisplayName {
  readonly accountId: string;
  readonly displayName: string;
}

/** Names the people that rows mention by account id. */
export class PeopleService {
  constructor(private readonly store: Store) {}

  /** The names of accounts, in no order; for loaders. */
  async names(accountIds: readonly string[]): Promise<DisplayName[]> {
    const accounts = await this.store.read((reader) =>
      reader.find(Account, { where: { id: In([...accountIds]) } }),
    );
    return accounts.map(({ id, displayName }) => ({ accountId: id, displayName }));
  }
}
