import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from "class-validator";
import { ArgsType, Field, Int, ObjectType, type ClassType } from "type-graphql";

/** The largest page of any list. */
export const largestPage = 100;

/** The arguments of every list. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 50, description: "How many to return, 1 to 100." })
  @IsInt()
  @Min(1)
  @Max(largestPage)
  first: number;

  @Field(() => String, {
    nullable: true,
    description: "Return what lies after this cursor of an earlier page.",
  })
  @IsOptional()
  @IsString()
  @MaxLength(1024)
  after?: string | null;
}

@ObjectType({ simpleResolvers: true, description: "Where a page lies in its list." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether more lies after this page." })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: "Whether this page was asked for with a cursor." })
  hasPreviousPage: boolean;

  @Field(() => String, {
    nullable: true,
    description: "The cursor of the first edge; null on an empty page.",
  })
  startCursor: string | null;

  @Field(() => String, { nullable: true, description: "The cursor of the last edge; null on an empty page." })
  endCursor: string | null;
}

/** One thing of a page and its cursor. */
export interface Edge<T> {
  readonly node: T;
  readonly cursor: string;
}

/** A page of a list in Relay's shape. */
export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
}

/** The GraphQL types `<name>Edge` and `<name>Connection` for a node type. Returns the connection's class. */
export function connectionOf<T extends object>(
  nodeType: ClassType<T>,
  name: string,
): ClassType<Connection<T>> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `A ${name} in a page, with its cursor.` })
  class EdgeType implements Edge<T> {
    @Field(() => nodeType, { description: "The thing itself." })
    node: T;

    @Field(() => String, { description: "Opaque place in the list; give it as `after`." })
    cursor: string;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${name}.` })
  class ConnectionType implements Connection<T> {
    @Field(() => [EdgeType], { description: "What this page holds, in the list's order." })
    edges: EdgeType[];

    @Field(() => PageInfo, { description: "Where the page lies in the list." })
    pageInfo: PageInfo;
  }
  return ConnectionType;
}
