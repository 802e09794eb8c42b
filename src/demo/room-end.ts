import type { ApiClient } from "./api-client";
import { roomHistoryDocument } from "./operations";
import type { RoomPlace } from "./room-listener";

interface HistoryPage {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly sequence: number } }[];
  readonly pageInfo: { readonly hasNextPage: boolean };
}

const pageSize = 100;

/** The end of a room's log, read page by page from a place on. */
export async function endOfRoom(
  client: ApiClient,
  projectId: string,
  from: RoomPlace = { sequence: 0, cursor: null },
): Promise<RoomPlace> {
  let place = from;
  for (;;) {
    const variables = { projectId, first: pageSize, after: place.cursor };
    const page = await client.send<HistoryPage>(roomHistoryDocument, variables, "roomHistory");
    const last = page.edges.at(-1);
    if (last !== undefined) place = { sequence: last.node.sequence, cursor: last.cursor };
    if (!page.pageInfo.hasNextPage) return place;
  }
}
