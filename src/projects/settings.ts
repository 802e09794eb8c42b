/** What a project decides for itself; each default is the design's. */
export interface ProjectSettings {
  /** How long a claim leases a place, in seconds. */
  readonly leaseSeconds: number;
  /** The share of tasks that want more than one labeler, 0 to 1. */
  readonly overlapShare: number;
  /** How many labelers such a task wants. */
  readonly overlap: number;
  /** How many skips send a task to the researchers' desk. */
  readonly skipLimit: number;
  /** How long a submitted label may be revised, in hours. */
  readonly revisionHours: number;
  /** How many completions a ranking may hold. */
  readonly leastRanked: number;
  readonly mostRanked: number;
}

export const defaultSettings: ProjectSettings = {
  leaseSeconds: 1800,
  overlapShare: 0.15,
  overlap: 2,
  skipLimit: 3,
  revisionHours: 24,
  leastRanked: 4,
  mostRanked: 9,
};

/** The bounds of each setting. */
export const settingBounds: Readonly<
  Record<keyof ProjectSettings, { readonly min: number; readonly max: number }>
> = {
  leaseSeconds: { min: 60, max: 86_400 },
  overlapShare: { min: 0, max: 1 },
  overlap: { min: 1, max: 40 },
  skipLimit: { min: 1, max: 40 },
  revisionHours: { min: 0, max: 720 },
  leastRanked: { min: 2, max: 9 },
  mostRanked: { min: 2, max: 9 },
};
