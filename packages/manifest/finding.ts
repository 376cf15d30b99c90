/** A place in a file. Lines and columns count from 1, as editors and compilers count. */
export interface Place {
  /** Relative to the repository root, with `/`. */
  readonly file: string
  readonly line?: number
  readonly column?: number
}

/** What is wrong, where, and what to do now. Printing it is the report's job. */
export interface Finding {
  readonly code: string
  readonly severity: 'error' | 'warning'
  /** One sentence. */
  readonly message: string
  /** What to do now. */
  readonly remedy?: string
  readonly place?: Place
  /** Where the value stands in a rendered manifest, when `place` is where it was written. */
  readonly rendered?: Place
  /** More lines to show below, such as a difference. */
  readonly detail?: string
}

/** Stops the work: bad input, or a tool or a disk that does not do its part. Carries all problems that are known so far. */
export class Failure extends Error {
  override name = 'Failure'
  readonly findings: readonly Finding[]

  constructor(findings: Finding | readonly Finding[]) {
    const all = 'code' in findings ? [findings] : findings
    super(all.map((finding) => finding.message).join('\n'))
    this.findings = all
  }
}
