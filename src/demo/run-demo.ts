import { ApiClient } from "./api-client";
import { discussEdgeCases } from "./edge-cases";
import { agreementDocument, enterDemoDocument, postMessageDocument } from "./operations";
import { makeRelease, type MadeRelease } from "./releases";
import type { Sample } from "./sample";
import { SampleProject, type Preparation } from "./sample-project";
import { simulateLabelers, type SimulationReport } from "./simulate";

/** Where the demo's server listens, who is to be in the project, and how far to go. */
export interface DemoOptions {
  readonly origin: string;
  readonly sample: Sample;
  /** The sample accounts; each may be entered without a password. */
  readonly people: DemoPeople;
  /** Work the queue to its end and make all three releases; else leave it in mid-work. */
  readonly isOnce: boolean;
  /** Tells what is going on, a line at a time. */
  readonly log: (line: string) => void;
}

/** Addresses of the sample accounts. */
export interface DemoPeople {
  readonly admin: string;
  readonly researcher: string;
  /** Who is simulated. */
  readonly labelers: readonly string[];
  /** Who is in the project but does nothing by themselves. */
  readonly others: readonly { readonly email: string; readonly role: string }[];
}

/** What the demo did. */
export interface DemoReport {
  readonly projectId: string;
  readonly preparation: Preparation;
  readonly tasks: number;
  readonly rounds: readonly SimulationReport[];
  readonly agreement: DemoAgreement;
  readonly releases: readonly MadeRelease[];
}

/** The agreement report, as far as the demo prints it. */
export interface DemoAgreement {
  readonly labels: number;
  readonly rankings: {
    readonly pairwise: {
      readonly agreement: number | null;
      readonly standardError: number | null;
      readonly low: number | null;
      readonly high: number | null;
      readonly comparisons: number;
      readonly tasks: number;
      readonly reason: string | null;
    };
    readonly alphaOrdinal: { readonly value: number | null };
  } | null;
}

const seed = "labelroom demo";
/** Tasks begun before the first questions, and before the demo leaves the queue to its visitor. */
const firstRound = 60;
const secondRound = 40;
/** The new guideline appears when so many labels of the second round are in. */
const labelsBeforeGuideline = 8;

/** Walks the sample the whole way through the API, with researchers and labelers as its clients. */
export async function runDemo({ origin, sample, people, isOnce, log }: DemoOptions): Promise<DemoReport> {
  const admin = await enter(origin, people.admin);
  const researcher = await enter(origin, people.researcher);
  const labelers = await Promise.all(people.labelers.map((email) => enter(origin, email)));
  const project = await SampleProject.make({ admin, researcher }, membersOf(people), sample);
  const { projectId } = project;
  log(`imported ${await project.importPrompts()} prompts`);
  const preparation = await project.prepare();
  log(`prepared them; added ${await project.addCompletions()} completions`);
  const [first, second] = sample.guidelines;
  if (first === undefined || second === undefined) throw new Error("The sample has two guideline versions.");
  await project.publish(first, { expectedVersion: 0, foldsIn: [] });
  const tasks = await project.createTasks();
  log(`published guideline 1 and made ${tasks} tasks`);

  const prompts = await project.prompts();
  const demonstrations = new Map(
    prompts.flatMap(({ externalId, text }) => {
      const answer = sample.demonstrations.get(externalId ?? "");
      return answer === undefined ? [] : [[text, answer] as const];
    }),
  );
  const round = {
    ...{ origin, projectId, demonstrations, tokens: labelers.map(({ token }) => token) },
    ...{ questionShare: isOnce ? 0.02 : 0, cutShare: isOnce ? 0.05 : 0 },
  };
  const rounds = [
    await simulateLabelers({ ...round, seed: `${seed} 1`, run: "demo-first", mostTasks: firstRound }),
  ];
  const questions = await discussEdgeCases(sample, { projectId, prompts }, { labelers, researcher });
  const foldsIn = second.foldsIn.flatMap((name) => questions.get(name) ?? []);
  await say(researcher, projectId, "Thank you for the questions. A new guideline version follows today.");
  log(`labelers made ${sum(rounds[0])} labels and asked; answers are in the room`);

  let publishing: Promise<void> | null = null;
  const onLabels = (labels: number): void => {
    if (labels >= labelsBeforeGuideline)
      publishing ??= project.publish(second, { expectedVersion: 1, foldsIn });
  };
  const limit = isOnce ? {} : { mostTasks: secondRound };
  rounds.push(
    await simulateLabelers({ ...round, ...limit, seed: `${seed} 2`, run: "demo-second", onLabels }),
  );
  await (publishing ?? project.publish(second, { expectedVersion: 1, foldsIn }));
  log(`published guideline 2 while they worked: ${sum(rounds[1])} more labels`);

  const agreement = await researcher.send<DemoAgreement>(agreementDocument, { projectId }, "agreement");
  const releases: MadeRelease[] = [];
  for (const kind of isOnce ? (["SFT", "RM", "PPO"] as const) : (["RM"] as const)) {
    releases.push(await makeRelease(researcher, { projectId, kind }));
  }
  log(`released ${releases.map(({ name, version }) => `${name}-v${version}`).join(", ")}`);
  return { projectId, preparation, tasks, rounds, agreement, releases };
}

async function enter(origin: string, email: string): Promise<ApiClient> {
  const input = { email, transport: "BEARER" };
  const { token } = await new ApiClient({ origin }).send<{ token: string }>(
    enterDemoDocument,
    { input },
    "enterDemo",
  );
  return new ApiClient({ origin, token });
}

function membersOf({ researcher, labelers, others }: DemoPeople): { email: string; role: string }[] {
  const working = labelers.map((email) => ({ email, role: "LABELER" }));
  return [{ email: researcher, role: "RESEARCHER" }, ...working, ...others];
}

async function say(who: ApiClient, projectId: string, text: string): Promise<void> {
  const input = { projectId, key: "demo-message-1", text };
  await who.send(postMessageDocument, { input }, "postMessage");
}

function sum(report: SimulationReport | undefined): number {
  return Object.values(report?.labels ?? {}).reduce((total, labels) => total + labels, 0);
}
