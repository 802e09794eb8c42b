import { IsOptional, Matches } from "class-validator";
import { Field, InputType } from "type-graphql";

/** What every mutation that must not happen twice takes. */
@InputType()
export abstract class KeyedInput {
  @Field(() => String, {
    description:
      "A key made by the client, 8 to 128 of A-Z a-z 0-9 _ -: the same key and content give the first result again.",
  })
  @Matches(/^[A-Za-z0-9_-]{8,128}$/, { message: "Give 8 to 128 of A-Z, a-z, 0-9, _ and -." })
  key: string;
}

/** What a mutation takes that may be repeated safely when it is given a key. */
@InputType()
export abstract class OptionallyKeyedInput {
  @Field(() => String, {
    nullable: true,
    description:
      "A key made by the client, 8 to 128 of A-Z a-z 0-9 _ -; with one, a repeat gives the first result.",
  })
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{8,128}$/, { message: "Give 8 to 128 of A-Z, a-z, 0-9, _ and -." })
  key?: string | null;
}
