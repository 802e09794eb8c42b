import type { App } from "../app";
import type { BulkServices } from "../server/bulk-routes";

/** What stands behind the server's streamed imports and downloads. */
export function bulkServicesOf({ services }: App): BulkServices {
  return {
    importStream: async (viewer, { projectSlug, request }, stream) => {
      const { id: projectId } = await services.projects.project(viewer, { slug: projectSlug });
      const { kind, format, isStrict, isDryRun, delimiter } = request;
      const asked = {
        projectId,
        isStrict,
        isDryRun,
        ...(format === null ? {} : { format }),
        ...(delimiter === null ? {} : { delimiter }),
      };
      const importing = kind === "PROMPTS" ? services.promptImport : services.completionImport;
      const { job, imported, duplicates, rejected, unknownColumns, errors } = await importing.importStream(
        viewer,
        asked,
        untilGone(stream, request.signal),
      );
      return { job: job.id, imported, duplicates, rejected, unknownColumns, errors };
    },
    releaseFile: (viewer, releaseId, path) => services.releaseExports.file(viewer, releaseId, path),
  };
}

/** A caller who goes away in the middle must not leave half a file imported. */
async function* untilGone(
  stream: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    signal.throwIfAborted();
    yield chunk;
  }
  signal.throwIfAborted();
}
