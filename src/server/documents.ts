import {
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  validate,
  GraphQLError,
  type DocumentNode,
  type GraphQLSchema,
} from "graphql";
import { LabelroomError } from "../core/errors";
import { toGraphQLError } from "./api-errors";
import { operationLimits, refuseLarge, refuseNested } from "./operation-limits";

/** A document that may run, or why it may not. */
export type Prepared = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** How many documents are remembered, and the longest of them. */
const remembered = 500;
const longestRemembered = 20_000;

/** Parses and validates documents, for HTTP and socket alike, and remembers those that passed. */
export class Documents {
  readonly #passed = new Map<string, DocumentNode>();
  readonly #rules;

  constructor(
    private readonly schema: GraphQLSchema,
    { isIntrospectable }: { readonly isIntrospectable: boolean },
  ) {
    this.#rules = isIntrospectable ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  }

  /** The parsed document, bounded and valid. */
  prepare(query: string): Prepared {
    const known = this.#passed.get(query);
    if (known !== undefined) return { document: known };
    const prepared = this.#prepareNew(query);
    if ("document" in prepared && query.length <= longestRemembered) this.#remember(query, prepared.document);
    return prepared;
  }

  #prepareNew(query: string): Prepared {
    try {
      refuseNested(query);
      const document = parse(query, { maxTokens: operationLimits.tokens });
      refuseLarge(document);
      const errors = validate(this.schema, document, this.#rules, { maxErrors: 20, hideSuggestions: true });
      return errors.length > 0 ? { errors } : { document };
    } catch (error) {
      if (error instanceof LabelroomError) return { errors: [toGraphQLError(error)] };
      if (error instanceof GraphQLError) return { errors: [error] };
      throw error;
    }
  }

  #remember(query: string, document: DocumentNode): void {
    if (this.#passed.size >= remembered) {
      const [oldest] = this.#passed.keys();
      if (oldest !== undefined) this.#passed.delete(oldest);
    }
    this.#passed.set(query, document);
  }
}
