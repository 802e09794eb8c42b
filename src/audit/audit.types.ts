import { connectionOf, type Connection } from "../core/paging.types";
import { AuditEntry } from "./audit-entry.entity";

export const AuditEntryConnection = connectionOf(AuditEntry, "AuditEntry");
export type AuditEntryConnection = Connection<AuditEntry>;
