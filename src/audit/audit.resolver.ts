import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";
import type { RequestContext } from "../core/context";
import { PageArgs } from "../core/paging.types";
import { AuditEntry } from "./audit-entry.entity";
import type { AuditService } from "./audit.service";
import { AuditEntryConnection } from "./audit.types";

@Resolver(() => AuditEntry)
export class AuditResolver {
  constructor(private readonly audit: AuditService) {}

  @Query(() => AuditEntryConnection, { description: "What was done in a project, newest first." })
  auditEntries(
    @Arg("projectId", () => ID, { description: "The project." }) projectId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { viewer }: RequestContext,
  ): Promise<AuditEntryConnection> {
    return this.audit.entries(viewer, projectId, page);
  }
}
