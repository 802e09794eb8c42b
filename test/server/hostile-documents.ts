const many = (count: number, make: (place: number) => string): string =>
  Array.from({ length: count }, (_, n) => make(n)).join(" ");

/** Documents that no server should run, each with the code that refuses it. */
export const hostileDocuments: readonly {
  readonly title: string;
  readonly query: string;
  readonly code: string;
  readonly rule?: string;
}[] = [
  {
    title: "31 aliases",
    query: `{ ${many(31, (n) => `a${n}: __typename`)} }`,
    code: "QUERY_TOO_LARGE",
    rule: "aliases",
  },
  {
    title: "501 fields",
    query: `{ ${many(501, () => "__typename")} }`,
    code: "QUERY_TOO_LARGE",
    rule: "fields",
  },
  {
    title: "51 directives",
    query: `{ __typename ${many(51, () => "@include(if: true)")} }`,
    code: "QUERY_TOO_LARGE",
    rule: "directives",
  },
  {
    title: "51 directives on an operation",
    query: `query ${many(51, () => "@include(if: true)")} { __typename }`,
    code: "QUERY_TOO_LARGE",
    rule: "directives",
  },
  {
    title: "16 levels",
    query: `${"{ me ".repeat(16)}${"}".repeat(16)}`,
    code: "QUERY_TOO_LARGE",
    rule: "depth",
  },
  {
    title: "16 levels through fragments",
    query: `{ ...F0 } ${many(16, (n) => `fragment F${n} on Query { me { ...F${n + 1} } }`)} fragment F16 on Query { __typename }`,
    code: "QUERY_TOO_LARGE",
    rule: "depth",
  },
  {
    title: "fragments that double 30 times",
    query: `{ ...F0 } ${many(30, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`)} fragment F30 on Query { __typename }`,
    code: "QUERY_TOO_LARGE",
    rule: "fields",
  },
  {
    title: "a fragment that nothing spreads and that is too wide",
    query: `{ __typename } fragment F on Query { ${many(501, () => "__typename")} }`,
    code: "QUERY_TOO_LARGE",
    rule: "fields",
  },
  { title: "5,001 tokens", query: `{ ${many(5_001, () => "a")} }`, code: "QUERY_TOO_LARGE" },
  {
    title: "11 operations",
    query: many(11, (n) => `query Q${n} { __typename }`),
    code: "QUERY_TOO_LARGE",
    rule: "operations",
  },
  {
    title: "a fragment cycle",
    query: "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    code: "BAD_REQUEST",
  },
  {
    title: "pages within pages",
    query: `{ projects(first: 100) { edges { node { members(first: 100) { edges { node { id role cohort } } } } } } }`,
    code: "QUERY_TOO_LARGE",
    rule: "cost",
  },
  { title: "deeply nested braces", query: "{".repeat(3_000), code: "QUERY_TOO_LARGE", rule: "nesting" },
  {
    title: "a deeply nested list",
    query: `{ node(id: ${"[".repeat(4_000)}`,
    code: "QUERY_TOO_LARGE",
    rule: "nesting",
  },
  { title: "words that are no GraphQL", query: "DROP TABLE prompts", code: "BAD_REQUEST" },
  { title: "an unknown field", query: "{ passwords }", code: "BAD_REQUEST" },
  { title: "no operation", query: "fragment A on Query { __typename }", code: "BAD_REQUEST" },
];
