/** What git has of the files of an environment. Read only for a file that differs from the render. */
export interface CommittedFiles {
  /** The content in the last commit; undefined if the file is not in it, or without git. */
  current(path: string): string | undefined
  /** The content before the last commit that changed the file; undefined if it did not exist, or if the history is not known. */
  previous(path: string): string | undefined
}

/** Without git, only the record of this folder shows what render wrote. */
export const nothingCommitted: CommittedFiles = { current: () => undefined, previous: () => undefined }
