import { Field, ID, ObjectType } from "type-graphql";

/** What members of a project may see of one another. */
@ObjectType({ simpleResolvers: true, description: "What members of a project may see of one another." })
export class Person {
  @Field(() => ID, { description: "The account's id." })
  accountId: string;

  @Field(() => String, { description: "How the person is named in the room." })
  displayName: string;
}
