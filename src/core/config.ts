import { z } from "zod";

const port = z.coerce.number().int().min(0).max(65_535);
const switchWord = z.enum(["on", "off"]);

const environment = z.object({
  PORT: port.default(4000),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATABASE_URL: z.string().min(1).default("sqlite:data/labelroom.db"),
  PUBLIC_ORIGIN: z.string().default(""),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  METRICS_TOKEN: z.string().min(16).optional(),
  GRAPHIQL: switchWord.default("on"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
});

/** Where the data lives: one SQLite file, or a Postgres server. */
export type DatabaseConfig =
  { readonly kind: "sqlite"; readonly file: string } | { readonly kind: "postgres"; readonly url: string };

/** Everything the environment decides, read once. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly database: DatabaseConfig;
  /** Origins that a browser may come from; empty means the server's own. */
  readonly publicOrigins: readonly string[];
  /** How many proxies stand before the server and write the forwarding header. */
  readonly trustedProxies: number;
  readonly metricsToken: string | null;
  /** GraphiQL and introspection: on or off together. */
  readonly hasGraphiql: boolean;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  /** One-click sign-in for sample roles; only `demo` sets it, never the environment. */
  readonly isDemo: boolean;
}

/** Thrown where the environment holds something that can't be meant; names the variable and the rule. */
export class ConfigError extends Error {}

/**
 * Reads the configuration from environment variables.
 * @throws ConfigError naming the variable and what is wrong with it.
 */
export function readConfig(variables: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(`${String(issue?.path[0])}: ${issue?.message ?? "can't be read"}`);
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    database: databaseOf(env.DATABASE_URL),
    publicOrigins: env.PUBLIC_ORIGIN.split(",")
      .map((origin) => origin.trim())
      .filter(Boolean),
    trustedProxies: env.TRUST_PROXY,
    metricsToken: env.METRICS_TOKEN ?? null,
    hasGraphiql: env.GRAPHIQL === "on",
    logLevel: env.LOG_LEVEL,
    isDemo: false,
  };
}

/** Whether the environment names a database itself, the default's name included. */
export function namesDatabase(
  variables: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  return (variables.DATABASE_URL ?? "") !== "";
}

function databaseOf(url: string): DatabaseConfig {
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: "postgres", url };
  if (url.startsWith("sqlite:") && url.length > "sqlite:".length) {
    return { kind: "sqlite", file: url.slice("sqlite:".length) };
  }
  throw new ConfigError("DATABASE_URL: give postgres://… or sqlite:FILE");
}
