import { setTimeout as pause } from "node:timers/promises";
import type { ApiClient } from "./api-client";
import { createReleaseDocument, releaseDocument } from "./operations";

/** A frozen release, as the API tells it. */
export interface MadeRelease {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly kind: string;
  readonly state: "FREEZING" | "FROZEN" | "FAILED";
  readonly failure: string | null;
}

/** Makes a release and waits until it is frozen. @throws Error with what the job says where it fails. */
export async function makeRelease(
  researcher: ApiClient,
  { projectId, kind }: { readonly projectId: string; readonly kind: "SFT" | "RM" | "PPO" },
): Promise<MadeRelease> {
  const name = `sample-${kind.toLowerCase()}`;
  const input = { projectId, key: `demo-release-${name}`, kind, name, note: "Made by the demo." };
  const { release } = await researcher.send<{ release: MadeRelease }>(
    createReleaseDocument,
    { input },
    "createRelease",
  );
  for (;;) {
    const seen = await researcher.send<MadeRelease>(releaseDocument, { id: release.id }, "release");
    if (seen.state === "FROZEN") return seen;
    if (seen.state === "FAILED")
      throw new Error(`The release ${name} failed: ${seen.failure ?? "no reason"}`);
    await pause(50);
  }
}
