import { pageOf } from "../core/database/keyset";
import type { Store } from "../core/database/store";
import type { QueuedAudit, Transaction } from "../core/database/transaction";
import type { Ids } from "../core/ids";
import type { Connection } from "../core/paging.types";
import type { PageRequest } from "../core/paging";
import type { Viewer } from "../core/viewer";
import type { Access } from "../projects/access.service";
import { AuditEntry } from "./audit-entry.entity";

/** Stores audit entries as part of each unit, and reads them. */
export class AuditService {
  constructor(
    private readonly store: Store,
    private readonly access: Access,
    private readonly ids: Ids,
  ) {}

  /** The door's step: stores what a unit queued, in that unit. */
  async storeEntries(tx: Transaction, entries: readonly QueuedAudit[]): Promise<void> {
    const at = await tx.now();
    const rows = entries.map((entry) => ({
      id: this.ids.next("audit"),
      at,
      ...entry,
      details: entry.details === undefined ? null : { ...entry.details },
    }));
    await tx.insert(AuditEntry, rows);
  }

  /** A project's entries, newest first. */
  async entries(viewer: Viewer, projectId: string, page: PageRequest): Promise<Connection<AuditEntry>> {
    return this.store.read(async (reader) => {
      await this.access.requireMember(reader, viewer, { operation: "auditEntries", projectId });
      const query = reader.select(AuditEntry, "entry").where("entry.projectId = :projectId", { projectId });
      return pageOf(query, page, {
        columns: ["entry.at", "entry.id"],
        direction: "DESC",
        keyOf: (entry) => [entry.at.toISOString(), entry.id],
      });
    });
  }
}
