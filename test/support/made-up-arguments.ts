import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
  isLeafType,
  type GraphQLField,
  type GraphQLInputType,
} from "graphql";

/** A document that calls one root field, and the variables for it. */
export interface MadeUpCall {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Values by the name of an argument or input field, where a made-up one would not pass its rule. */
export type ValuesByName = Readonly<Record<string, unknown>>;

/**
 * Calls a root field with the least it takes: required arguments alone, and those that `byName` has a value for.
 */
export function madeUpCall(
  kind: "query" | "mutation" | "subscription",
  field: GraphQLField<unknown, unknown>,
  byName: ValuesByName,
): MadeUpCall {
  const given = field.args.filter((argument) => isRequiredArgument(argument) || argument.name in byName);
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(", ");
  const passed = given.map(({ name }) => `${name}: $${name}`).join(", ");
  const selection = isLeafType(getNamedType(field.type)) ? "" : " { __typename }";
  const call = `${field.name}${passed === "" ? "" : `(${passed})`}${selection}`;
  return {
    document: `${kind} MadeUp${declared === "" ? "" : `(${declared})`} { ${call} }`,
    variables: Object.fromEntries(given.map(({ name, type }) => [name, valueFor(name, type, byName)])),
  };
}

function valueFor(name: string, type: GraphQLInputType, byName: ValuesByName): unknown {
  if (name in byName) return byName[name];
  if (isNonNullType(type)) return valueFor(name, type.ofType, byName);
  if (isListType(type)) return [valueFor(name, type.ofType, byName)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const given = fields.filter((field) => isRequiredInputField(field) || field.name in byName);
    return Object.fromEntries(given.map((field) => [field.name, valueFor(field.name, field.type, byName)]));
  }
  const byScalar: Readonly<Record<string, unknown>> = {
    Int: 1,
    Float: 1,
    Boolean: false,
    DateTime: "2026-01-01T00:00:00Z",
    JSONObject: {},
  };
  return byScalar[type.name] ?? `made-up-${name}`;
}
