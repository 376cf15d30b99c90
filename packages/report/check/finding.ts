import type { Finding } from '@thanos-gitops/manifest'

/** A finding of a check, or of the reader of the manifests. */
export interface ReportedFinding extends Finding {
  /** Identifies the field that is wrong, and so stays the same when its line moves. */
  readonly key?: string
}

/** A check, as a report describes it. */
export interface Rule {
  readonly name: string
  readonly id?: string
  readonly severity: Finding['severity']
  readonly why: string
  readonly remedy: string
  readonly source: string
}

/** The result of a run of checks. */
export interface CheckReport {
  /** The environments or paths that were checked. */
  readonly subjects: readonly string[]
  /** How many objects were checked. */
  readonly objects: number
  readonly findings: readonly ReportedFinding[]
  /** How many findings an exception covers. */
  readonly excepted: number
  readonly rules: readonly Rule[]
}

export interface CheckFormatOptions {
  /** Whether to use the escape sequences of a terminal. */
  readonly color: boolean
  /** The content of a line, from 1. Undefined if the file does not exist. */
  line(file: string, line: number): string | undefined
}

/** An output format: what is printed for a report, with its last newline. */
export type CheckFormat = (report: CheckReport, options: CheckFormatOptions) => string
