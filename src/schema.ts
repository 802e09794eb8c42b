import "reflect-metadata";
import { lexicographicSortSchema, printSchema, type GraphQLSchema } from "graphql";
import { GraphQLDateTime } from "graphql-scalars";
import { buildSchemaSync, type NonEmptyArray } from "type-graphql";
import type { RequestContext } from "./core/context";

type ResolverClass = abstract new (...args: never[]) => object;

/** The resolver instances of an app, by class: type-graphql asks for them in this way. */
export class ResolverMap {
  readonly #byClass: ReadonlyMap<unknown, object>;

  constructor(instances: readonly object[]) {
    this.#byClass = new Map(instances.map((instance) => [instance.constructor, instance]));
  }

  /** The classes that the schema is made of. */
  get classes(): readonly unknown[] {
    return [...this.#byClass.keys()];
  }

  get<T extends object>(resolver: abstract new (...args: never[]) => T): T {
    const instance = this.#byClass.get(resolver);
    if (instance === undefined) throw new Error(`The app has no ${resolver.name}.`);
    return instance as T;
  }
}

/** The schema over an app's resolvers. */
export function buildSchema(resolvers: ResolverMap): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [...resolvers.classes] as unknown as NonEmptyArray<() => void>,
    container: ({ context }) => ({
      get: (resolver: unknown) => (context as RequestContext).resolverOf(resolver as ResolverClass),
    }),
    scalarsMap: [{ type: Date, scalar: GraphQLDateTime }],
    validate: { forbidUnknownValues: false, stopAtFirstError: true },
    // Every subscription brings its own iterator; type-graphql asks for a pubSub all the same.
    pubSub: {
      publish: () => undefined,
      subscribe: () => {
        throw new Error("Subscriptions bring their own iterator.");
      },
    },
  });
}

/** The schema as text, sorted: what `schema/schema.graphql` holds. */
export function printedSchema(schema: GraphQLSchema): string {
  return `${printSchema(lexicographicSortSchema(schema))}\n`;
}
