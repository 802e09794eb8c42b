/** The path of the server at which a file of a release is downloaded. */
export function downloadPath(releaseId: string, path: string): string {
  return `/releases/${encodeURIComponent(releaseId)}/${path.split("/").map(encodeURIComponent).join("/")}`;
}
