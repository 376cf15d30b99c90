/** What git has of the files of an environment. Read only for a file that differs from the render. */
export interface CommittedFiles {
  /** False without git, or before the first commit: nothing is known about any file. */
  hasCommits(): boolean
  /** The content in the last commit; undefined if the file is not in it, or without git. */
  current(path: string): string | undefined
  /** The content before the last commit that changed the file; undefined if it did not exist, or if the history is not known. */
  previous(path: string): string | undefined
  /** The last commit that changed the file; undefined if it is not known. */
  lastCommit(path: string): string | undefined
}

/** Without git, the record of this folder shows what render wrote, and the form of the files. */
export const nothingCommitted: CommittedFiles = {
  hasCommits: () => false,
  current: () => undefined,
  previous: () => undefined,
  lastCommit: () => undefined,
}
