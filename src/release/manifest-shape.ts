import { z } from "zod";
import { formatVersion } from "./manifest";

const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z$/);
const cells = z.strictObject({ CUSTOMER: count, LABELER: count });
const table = z.strictObject({ TRAIN: cells, VALIDATION: cells, TEST: cells });

/** Inside the folder, by `/`, without a step out of it: no leading `/`, no `.` or `..`, no `\`, no empty step. */
export const safePath = /^(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)*$/;

const statistics = z
  .strictObject({
    mean: z.number(),
    std: z.number().describe("Sample standard deviation, divisor n - 1."),
    min: count,
    p25: z.number().describe("Quartiles by linear interpolation (Hyndman and Fan 1996, type 7)."),
    p50: z.number(),
    p75: z.number(),
    max: count,
  })
  .nullable();

const release = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  version: z.int().positive(),
  kind: z.enum(["SFT", "RM", "PPO"]),
  frozenAt: instant,
  note: z.string().nullable(),
  erasureRevision: z.int().positive().optional().describe("Present after an erasure, with erasedRows."),
  erasedRows: count.optional(),
});

const fewShot = z
  .strictObject({
    template: z.int().positive(),
    construction: z.enum(["LEAVE_ONE_OUT", "SAMPLED_SETS"]),
    sets: z.int().positive().nullable(),
    shown: count.nullable(),
  })
  .nullable();

const parameters = z.strictObject({
  filter: z.record(z.string(), z.json()),
  seed: z.int(),
  labels: z.enum(["EACH", "CONSENSUS"]).nullable(),
  weighting: z.enum(["NONE", "PER_PROMPT", "PER_RANKING"]).nullable(),
  margin: z.enum(["RANK_GAP", "RATING_GAP"]).nullable(),
  views: z.array(z.enum(["PLAIN", "OPENAI"])),
  plain: z.strictObject({ promptSuffix: z.string() }),
  disjointFrom: z.array(z.string()),
  fewShot,
  pseudonyms: z.enum(["PROJECT", "RELEASE"]),
});

const preparation = z.strictObject({
  runId: z.string(),
  seed: z.string().describe("A number that was given, or the project's split seed."),
  inputSha256: sha256,
  steps: z.array(
    z.strictObject({ step: z.string(), in: count, out: count, dropped: z.record(z.string(), count) }),
  ),
});

/** The rules of `manifest.json`; `schema/release-manifest.schema.json` is their JSON Schema. */
export const manifestShape = z.strictObject({
  format: z.literal("labelroom-release"),
  formatVersion: z.literal(formatVersion),
  labelroomVersion: z.string().min(1),
  release,
  project: z.strictObject({ id: z.string().min(1), name: z.string() }),
  parameters,
  preparation: z.array(preparation),
  guidelines: z.array(
    z.strictObject({
      version: z.int().positive(),
      phase: z.enum(["TRAINING", "EVALUATION"]),
      publishedAt: instant,
      sha256,
    }),
  ),
  counts: z.strictObject({
    rows: table.describe("Rows of data/ by split and source."),
    prompts: table.describe("Prompts by split and source; of RM releases those with a ranking."),
    labelers: count,
    rankings: count.describe("Rankings that give the rows of data/; 0 but for RM."),
    pairs: count,
    ties: count,
  }),
  tokens: z.strictObject({ encoding: z.string(), prompt: statistics, completion: statistics }),
  agreement: z
    .strictObject({ pairwise: z.number().min(0).max(1), standardError: z.number().min(0), tasks: count })
    .nullable(),
  files: z
    .array(
      z.strictObject({
        path: z.string().regex(safePath),
        bytes: count,
        rows: count.nullable().describe("Lines of a data file; null for every other file."),
        sha256,
      }),
    )
    .describe("Every file but manifest.json and SHA256SUMS, by the bytes of the path."),
  contentSha256: sha256.describe("SHA-256 over the lines `sha256  path` of the files."),
});

/** The JSON Schema (2020-12) of `manifest.json`. */
export function manifestJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...rules } = z.toJSONSchema(manifestShape, { target: "draft-2020-12" });
  return {
    $schema,
    $id: `urn:labelroom:release-manifest:${formatVersion}`,
    title: "Labelroom release manifest",
    ...rules,
  };
}
