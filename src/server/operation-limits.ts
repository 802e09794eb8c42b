import {
  getOperationAST,
  Kind,
  Lexer,
  Source,
  TokenKind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import { getComplexity, type ComplexityEstimatorArgs } from "graphql-query-complexity";
import { LabelroomError, refusal } from "../core/errors";

/** The bounds of one request's document; they hold over HTTP and socket alike. */
export const operationLimits = {
  tokens: 5_000,
  /** Open brackets of any kind: the parser calls itself for each. */
  nesting: 100,
  operations: 10,
  /** With fragments expanded: graphql 16's own introspection query has 15. */
  depth: 15,
  /** With fragments expanded. */
  fields: 500,
  aliases: 30,
  directives: 50,
  /** Fields that an answer may hold, each counted as often as the pages above it are long. */
  cost: 20_000,
} as const;

type Measure = "depth" | "fields" | "aliases" | "directives";
type Sizes = Readonly<Record<Measure, number>>;

const opening: readonly TokenKind[] = [TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L];
const closing: readonly TokenKind[] = [TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R];

const empty: Sizes = { depth: 0, fields: 0, aliases: 0, directives: 0 };

/**
 * Refuses a text whose brackets are nested so deep that parsing it could exhaust the stack. What is no GraphQL is
 * left to the parser, which says where.
 * @throws LabelroomError QUERY_TOO_LARGE.
 */
export function refuseNested(query: string): void {
  const lexer = new Lexer(new Source(query));
  let open = 0;
  try {
    for (let tokens = 0; tokens <= operationLimits.tokens; tokens++) {
      const { kind } = lexer.advance();
      if (kind === TokenKind.EOF) return;
      if (opening.includes(kind)) open++;
      if (closing.includes(kind)) open--;
      if (open > operationLimits.nesting) throw tooLarge("nesting", open);
    }
  } catch (error) {
    if (error instanceof LabelroomError) throw error;
  }
}

/**
 * Refuses a document that is too deep or too wide, before anything of it is held against the schema.
 * @throws LabelroomError QUERY_TOO_LARGE naming the bound.
 */
export function refuseLarge(document: DocumentNode): void {
  const operations = document.definitions.filter(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  if (operations.length > operationLimits.operations) throw tooLarge("operations", operations.length);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Sizes>();
  let total = empty;
  // Fragments that nothing spreads are validated too, so they count.
  for (const fragment of fragments.values()) sizesOfFragment(fragment.name.value, { fragments, measured });
  for (const operation of operations) {
    const own = { ...empty, directives: operation.directives?.length ?? 0 };
    total = beside(total, beside(own, sizesOf(operation.selectionSet, { fragments, measured })));
  }
  refuseOver(total);
}

/**
 * Refuses an operation whose answer may hold too many fields: each field counts one, times the `first` of every
 * list above it.
 * @throws LabelroomError QUERY_TOO_LARGE.
 */
export function refuseCostly(
  schema: GraphQLSchema,
  document: DocumentNode,
  request: {
    readonly operationName?: string | null;
    readonly variables?: Readonly<Record<string, unknown>> | null;
  },
): void {
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return;
  const cost = costOf(schema, document, {
    operationName: operation.name?.value,
    variables: request.variables ?? {},
  });
  if (cost > operationLimits.cost) throw tooLarge("cost", cost);
}

function costOf(
  schema: GraphQLSchema,
  query: DocumentNode,
  { operationName, variables }: { readonly operationName: string | undefined; readonly variables: object },
): number {
  try {
    return getComplexity({
      schema,
      query,
      variables: { ...variables },
      ...(operationName === undefined ? {} : { operationName }),
      estimators: [multiplied],
    });
  } catch {
    // Variables that do not fit: executing the operation says which, and runs nothing.
    return 0;
  }
}

function multiplied({ args, childComplexity }: ComplexityEstimatorArgs): number {
  const first: unknown = args.first;
  return 1 + (typeof first === "number" && first > 1 ? first : 1) * childComplexity;
}

interface Fragments {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each fragment is measured once: expanding them one by one can take for ever. */
  readonly measured: Map<string, Sizes>;
}

function sizesOf(selectionSet: SelectionSetNode | undefined, known: Fragments): Sizes {
  let sum = empty;
  for (const selection of selectionSet?.selections ?? []) {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FIELD) {
      const inner = sizesOf(selection.selectionSet, known);
      const aliases = inner.aliases + (selection.alias === undefined ? 0 : 1);
      const own = {
        depth: inner.depth + 1,
        fields: inner.fields + 1,
        aliases,
        directives: inner.directives + directives,
      };
      sum = beside(sum, own);
    } else {
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT
          ? sizesOf(selection.selectionSet, known)
          : sizesOfFragment(selection.name.value, known);
      sum = beside(sum, { ...inner, directives: inner.directives + directives });
    }
    refuseOver(sum);
  }
  return sum;
}

function sizesOfFragment(name: string, known: Fragments): Sizes {
  const before = known.measured.get(name);
  if (before !== undefined) return before;
  // A fragment that spreads itself counts nothing inside itself; validation refuses it by name.
  known.measured.set(name, empty);
  const sizes = sizesOf(known.fragments.get(name)?.selectionSet, known);
  known.measured.set(name, sizes);
  return sizes;
}

function beside(one: Sizes, other: Sizes): Sizes {
  return {
    depth: Math.max(one.depth, other.depth),
    fields: one.fields + other.fields,
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
  };
}

function refuseOver(sizes: Sizes): void {
  for (const measure of ["depth", "fields", "aliases", "directives"] as const) {
    if (sizes[measure] > operationLimits[measure]) throw tooLarge(measure, sizes[measure]);
  }
}

function tooLarge(measure: keyof typeof operationLimits, size: number): Error {
  const message = `The document's ${measure} may be ${operationLimits[measure]}; here there are at least ${size}.`;
  return refusal("QUERY_TOO_LARGE", "query", measure, message);
}
