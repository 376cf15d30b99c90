// Names of git for versions of thanos-gitops. No remote, branch or tag of the team has them.

export interface Version {
  /** A tag, or the first digits of a commit. */
  readonly name: string
  readonly commit: string
}

export const refs = 'refs/thanos-gitops'

/** Branches and tags of thanos-gitops, while an upgrade runs. */
export const fetchedRefs = `${refs}/fetched`

/** A commit with the files of a version and without its history. It stays, so that you can compare files with it. */
export const snapshotOf = ({ name }: Version): string => `${refs}/${name}`
