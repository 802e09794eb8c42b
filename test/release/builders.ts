import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReleaseDescription, ReleaseParameters } from "../../src/release/manifest";
import { writeReleaseFolder, type WrittenRelease } from "../../src/release/release-folder.adapter";
import type { ReleaseUnits } from "../../src/release/release-units";
import type {
  FrozenCompletion,
  FrozenPrompt,
  FrozenRanking,
  FrozenSftRow,
  ReleaseKind,
} from "../../src/release/row-inputs";

/** A plain English customer prompt of the train split. */
export function aPrompt(changes: Partial<FrozenPrompt> = {}): FrozenPrompt {
  return {
    id: "prm_9",
    split: "TRAIN",
    source: "CUSTOMER",
    kind: "PLAIN",
    useCase: "BRAINSTORMING",
    language: "en",
    license: null,
    context: [],
    text: "Three uses for a brick?",
    fewShot: null,
    tokens: 7,
    ...changes,
  };
}

/** A demonstration of `aPrompt`. */
export function anSftRow(changes: Partial<FrozenSftRow> = {}): FrozenSftRow {
  return {
    prompt: aPrompt(),
    labelId: "lbl_1",
    question: { asks: "PROMPT", demonstration: "Doorstop, bookend, edging." },
    examplesShown: [],
    promptTokens: 7,
    completionTokens: 9,
    labeler: "L4QX7M2ABCD",
    guidelineVersion: 3,
    weight: 1,
    ...changes,
  };
}

export function aCompletion(
  id: string,
  rank: number,
  changes: Partial<FrozenCompletion> = {},
): FrozenCompletion {
  return {
    id,
    rank,
    text: `Text of ${id}.`,
    model: "sft-1",
    tokens: 4,
    rating: null,
    answers: [],
    ...changes,
  };
}

/** Four completions with one tie, so five comparisons. */
export function aRanking(changes: Partial<FrozenRanking> = {}): FrozenRanking {
  return {
    id: "lbl_7",
    prompt: aPrompt(),
    completions: [
      aCompletion("out_4", 2),
      aCompletion("out_1", 1, { rating: 6, answers: [{ field: "overall_quality", answer: null, score: 6 }] }),
      aCompletion("out_3", 3, { model: null, rating: 2 }),
      aCompletion("out_2", 2),
    ],
    noneAcceptable: false,
    promptAnswers: [{ field: "closed_domain", answer: "NO", score: null }],
    form: "instructgpt-training/2",
    labeler: "L4QX7M2ABCD",
    guidelineVersion: 3,
    isConsensus: false,
    givesRows: true,
    weight: 1,
    pairWeight: 0.2,
    ...changes,
  };
}

export function parametersOf(changes: Partial<ReleaseParameters> = {}): ReleaseParameters {
  return {
    filter: { useCase: null, splits: ["TRAIN", "VALIDATION"] },
    seed: 17,
    labels: "EACH",
    weighting: "NONE",
    margin: null,
    views: ["PLAIN", "OPENAI"],
    plain: { promptSuffix: "\n\n" },
    disjointFrom: [],
    fewShot: null,
    pseudonyms: "PROJECT",
    ...changes,
  };
}

export function aDescription(
  kind: ReleaseKind,
  changes: Partial<ReleaseDescription> = {},
): ReleaseDescription {
  return {
    labelroomVersion: "0.1.0",
    slug: "helpful",
    release: {
      id: "rel_1",
      name: "Helpful",
      version: 3,
      kind,
      frozenAt: "2026-03-01T12:00:00Z",
      note: "First *real* one",
    },
    erasure: null,
    project: { id: "prj_1", name: "Tides & <co>" },
    parameters: parametersOf(),
    preparation: [
      {
        runId: "run_1",
        seed: "5",
        inputSha256: "a".repeat(64),
        steps: [
          { step: "CONSENT", in: 30, out: 26, dropped: { WITHDRAWN: 1, NO_CONSENT: 3 } },
          { step: "PII", in: 26, out: 25, dropped: { PERSONAL_DATA: 1 } },
        ],
      },
    ],
    guidelines: [
      { version: 3, phase: "TRAINING", publishedAt: "2026-02-01T09:00:00Z", sha256: "b".repeat(64) },
    ],
    agreement: { pairwise: 0.726, standardError: 0.015, tasks: 40 },
    encoding: "r50k_base",
    ...changes,
  };
}

/** The units in pages of two. */
export async function* pagesOf<T>(units: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < units.length; start += 2)
    yield await Promise.resolve(units.slice(start, start + 2));
}

/** Demonstrations over two splits and both sources, sorted. */
export const sftUnits: readonly FrozenSftRow[] = [
  anSftRow({ prompt: aPrompt({ id: "prm_1", license: "MIT" }), labelId: "lbl_1" }),
  anSftRow({
    prompt: aPrompt({ id: "prm_2", split: "VALIDATION", source: "LABELER", language: "no", license: "MIT" }),
    labelId: "lbl_2",
    labeler: "LAAAAAAAAAA",
  }),
  anSftRow({
    prompt: aPrompt({
      id: "prm_3",
      license: "MIT",
      text: 'Next\u2028line, then \u0085 and \u{1f600}\n\t"quoted"',
      context: [
        { role: "SYSTEM", content: "Be brief." },
        { role: "USER", content: "Hi" },
        { role: "ASSISTANT", content: "Hello." },
      ],
    }),
    labelId: "lbl_3",
  }),
];

/** Rankings of three prompts; the second has two labels, the third is all ties. */
export const rmUnits: readonly FrozenRanking[] = [
  aRanking({ id: "lbl_1", prompt: aPrompt({ id: "prm_1" }) }),
  aRanking({ id: "lbl_2", prompt: aPrompt({ id: "prm_2", split: "VALIDATION" }) }),
  aRanking({ id: "lbl_3", prompt: aPrompt({ id: "prm_2", split: "VALIDATION" }), labeler: "LAAAAAAAAAA" }),
  aRanking({
    id: "lbl_4",
    prompt: aPrompt({ id: "prm_3", split: "TEST" }),
    completions: [aCompletion("out_1", 1), aCompletion("out_2", 1)],
  }),
];

export const ppoUnits: readonly FrozenPrompt[] = [
  aPrompt({ id: "prm_1" }),
  aPrompt({ id: "prm_2", split: "VALIDATION", tokens: 11 }),
];

export function unitsOf(kind: ReleaseKind): ReleaseUnits {
  if (kind === "SFT") return { kind, pages: pagesOf(sftUnits) };
  if (kind === "RM") return { kind, pages: pagesOf(rmUnits) };
  return { kind, pages: pagesOf(ppoUnits) };
}

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A fresh directory, removed after the tests of the file. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "labelroom-release-"));
  folders.push(folder);
  return folder;
}

/** A release of the units above, written into a fresh directory. */
export async function aRelease(
  kind: ReleaseKind,
  changes: Partial<ReleaseDescription> = {},
): Promise<WrittenRelease> {
  return writeReleaseFolder(await aFolder(), aDescription(kind, changes), unitsOf(kind));
}

export function textOf(folder: string, path: string): Promise<string> {
  return readFile(join(folder, path), "utf8");
}
