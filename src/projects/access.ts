/** The roles of a membership, as the table spells them. */
export type RoleName = "RESEARCHER" | "LABELER" | "CANDIDATE" | "VIEWER";

/**
 * Who may call an operation: anyone; whoever is signed in; admins of the instance; or members of the project
 * it names, by role, where `isOpenToAdmins` lets the instance's admins in as well.
 */
export type Rule =
  | { readonly kind: "ANYONE" }
  | { readonly kind: "SIGNED_IN"; readonly isWrite: boolean }
  | { readonly kind: "ADMIN"; readonly isWrite: boolean }
  | {
      readonly kind: "MEMBER";
      readonly roles: readonly RoleName[];
      readonly isOpenToAdmins: boolean;
      readonly isWrite: boolean;
    };

const everyRole: readonly RoleName[] = ["RESEARCHER", "LABELER", "CANDIDATE", "VIEWER"];
const inRoom: readonly RoleName[] = ["RESEARCHER", "LABELER"];
const researchers: readonly RoleName[] = ["RESEARCHER"];
const readers: readonly RoleName[] = ["RESEARCHER", "VIEWER"];

const anyone: Rule = { kind: "ANYONE" };
const signedInReads: Rule = { kind: "SIGNED_IN", isWrite: false };
const signedInWrites: Rule = { kind: "SIGNED_IN", isWrite: true };
const adminReads: Rule = { kind: "ADMIN", isWrite: false };
const adminWrites: Rule = { kind: "ADMIN", isWrite: true };
const reads = (roles: readonly RoleName[]): Rule => ({
  kind: "MEMBER",
  roles,
  isOpenToAdmins: false,
  isWrite: false,
});
const writes = (roles: readonly RoleName[]): Rule => ({
  kind: "MEMBER",
  roles,
  isOpenToAdmins: false,
  isWrite: true,
});
const withAdmins = (rule: Rule): Rule => (rule.kind === "MEMBER" ? { ...rule, isOpenToAdmins: true } : rule);

/**
 * The one table of operation x role. A test reads the schema and fails where an operation has no row here, or
 * a row no operation.
 */
export const accessRules = {
  // queries
  me: anyone,
  accounts: adminReads,
  projects: signedInReads,
  project: withAdmins(reads(everyRole)),
  prompts: reads(researchers),
  prompt: reads(researchers),
  preparation: reads(readers),
  guideline: reads(inRoom),
  guidelines: reads(inRoom),
  labelForm: reads(inRoom),
  labelForms: reads(inRoom),
  edgeCases: reads(inRoom),
  edgeCase: reads(inRoom),
  roomHistory: reads(inRoom),
  roomMessages: reads(inRoom),
  taskQueue: reads(researchers),
  myWork: reads(inRoom),
  label: reads(inRoom),
  agreement: reads(readers),
  statistics: reads(readers),
  release: reads(readers),
  releases: reads(readers),
  job: reads(researchers),
  auditEntries: withAdmins(reads(researchers)),
  node: signedInReads,
  // mutations
  signIn: anyone,
  enterDemo: anyone,
  signOut: signedInWrites,
  changePassword: signedInWrites,
  createApiToken: signedInWrites,
  revokeSession: signedInWrites,
  createAccount: adminWrites,
  suspendAccount: adminWrites,
  createProject: adminWrites,
  updateProject: withAdmins(writes(researchers)),
  addMember: withAdmins(writes(researchers)),
  removeMember: withAdmins(writes(researchers)),
  importPrompts: writes(researchers),
  addCompletions: writes(researchers),
  preparePrompts: writes(researchers),
  overrulePersonalData: writes(researchers),
  publishLabelForm: writes(researchers),
  createTasks: writes(researchers),
  closeTask: writes(researchers),
  claimTask: writes(inRoom),
  extendLease: writes(inRoom),
  giveBackTask: writes(inRoom),
  saveDraft: writes(inRoom),
  skipTask: writes(inRoom),
  writePrompt: writes(inRoom),
  submitDemonstration: writes(inRoom),
  submitRanking: writes(inRoom),
  submitAnnotation: writes(inRoom),
  reviseLabel: writes(inRoom),
  publishGuideline: writes(researchers),
  acknowledgeGuideline: writes(inRoom),
  postMessage: writes(inRoom),
  askEdgeCase: writes(inRoom),
  answerEdgeCase: writes(researchers),
  createRelease: writes(researchers),
  grantRelease: writes(researchers),
  // subscriptions
  roomEvents: reads(inRoom),
  projectProgress: reads(inRoom),
  presence: reads(inRoom),
} as const satisfies Record<string, Rule>;

/** An operation of the schema. */
export type Operation = keyof typeof accessRules;

/** What is known of a viewer when access is decided. */
export interface Standing {
  readonly kind: "ANONYMOUS" | "ACCOUNT" | "LOCAL_OPERATOR";
  readonly isAdmin: boolean;
  /** A token that may only read. */
  readonly isReadOnly: boolean;
  /** The role in the project at hand; null without a membership. */
  readonly role: RoleName | null;
}

/** The decision: allowed, or the code that refuses. */
export type Decision = "ALLOWED" | "UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND" | "CANDIDATE_ONLY";

/**
 * Decides a rule for a viewer. Whoever is no member of the project gets NOT_FOUND: FORBIDDEN would tell that
 * it exists.
 */
export function decide(rule: Rule, standing: Standing): Decision {
  if (standing.kind === "LOCAL_OPERATOR" || rule.kind === "ANYONE") return "ALLOWED";
  if (standing.kind === "ANONYMOUS") return "UNAUTHENTICATED";
  if (rule.kind === "MEMBER" && standing.role === null && !(rule.isOpenToAdmins && standing.isAdmin))
    return "NOT_FOUND";
  if (rule.isWrite && standing.isReadOnly) return "FORBIDDEN";
  if (rule.kind === "SIGNED_IN") return "ALLOWED";
  if (rule.kind === "ADMIN") return standing.isAdmin ? "ALLOWED" : "FORBIDDEN";
  if (rule.isOpenToAdmins && standing.isAdmin) return "ALLOWED";
  if (standing.role !== null && rule.roles.includes(standing.role)) return "ALLOWED";
  return standing.role === "CANDIDATE" ? "CANDIDATE_ONLY" : "FORBIDDEN";
}
