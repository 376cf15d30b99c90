/** A build of the program with the code of one version of Kubernetes. */
export interface Build {
  /** The minor version, such as `1.36`. */
  readonly name: string
  readonly flags: readonly string[]
}

/**
 * The oldest first. A build also answers for older versions, through the defaults of their feature gates. The words of messages
 * change between versions, so the version that most clusters run has a build of its own; see program/README.md.
 */
export const builds: readonly Build[] = [
  { name: '1.36', flags: ['-modfile=versions/1.36.mod'] },
  { name: '1.37', flags: [] },
]

const minorOf = (version: string): number => Number(version.split('.')[1])

/** The oldest build that can have a version, or the newest build. */
export const buildFor = (version: string): Build =>
  builds.find(({ name }) => minorOf(name) >= minorOf(version)) ?? builds.at(-1)!
