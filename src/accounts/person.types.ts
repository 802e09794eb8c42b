import { Field, ID, ObjectType } from "type-graphql";

/** What members of a project may see of one another; the name is a field resolved in this folder. */
@ObjectType({ description: "What members of a project may see of one another." })
export class Person {
  @Field(() => ID, { description: "The account's id." })
  accountId: string;
}

/** The person behind an account id; null for null (the local operator, the system). */
export function personOf(accountId: string): Person;
export function personOf(accountId: string | null): Person | null;
export function personOf(accountId: string | null): Person | null {
  return accountId === null ? null : { accountId };
}
