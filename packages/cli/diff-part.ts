import { readOptionFile, writeOptionFile } from '@thanos-gitops/command-line/option-files'
import { Failure, type Finding, isObject } from '@thanos-gitops/manifest'
import type { NamedDiff } from '@thanos-gitops/manifest/change'

/** The diffs of some environments, which `diff --parts` puts together with those of the others. */
export interface DiffPart {
  readonly diffs: readonly PartialDiff[]
  /** Why environments are not among the diffs. */
  readonly problems: readonly Finding[]
  /** The environments whose delivery objects differ. */
  readonly deliveryChanges: readonly string[]
  /** What the environments are compared with, for a heading. */
  readonly base: string
}

/** A diff, and the problems of the files that it compares. */
export interface PartialDiff {
  readonly diff: NamedDiff
  readonly problems: readonly Finding[]
}

const format = 'thanos-gitops/diff-part-1'

export const writePart = (file: string, part: DiffPart): void =>
  writeOptionFile(file, `${JSON.stringify({ format, ...part })}\n`, '--write-part')

/**
 * Reads the parts of a diff.
 * @param expected the environments that the parts must contain together
 * @throws Failure for a file that is not a part, and if environments are missing
 */
export function readParts(files: readonly string[], expected: readonly string[]): DiffPart {
  const parts = files.map(readPart)
  const diffs = parts.flatMap((part) => part.diffs).sort((a, b) => (a.diff.name < b.diff.name ? -1 : 1))
  const problems = parts.flatMap((part) => part.problems)
  const present = new Set(diffs.map(({ diff }) => diff.name))
  const missing = expected.filter((name) => !present.has(name))
  // An environment that does not render has a problem instead of a diff.
  if (missing.length > 0 && problems.length === 0)
    throw partFailure(
      `No part has the diff of ${missing.join(', ')}.`,
      'Run diff --write-part for all environments, and name each file with --parts.',
    )
  return {
    diffs,
    problems,
    deliveryChanges: parts.flatMap((part) => part.deliveryChanges),
    base: parts[0]?.base ?? '',
  }
}

function readPart(file: string): DiffPart {
  const content = readOptionFile(file, '--parts')
  const part = parsed(content)
  if (!isObject(part) || part.format !== format)
    throw partFailure(`${file} is not a part of a diff of this version.`, 'Write it with diff --write-part.', file)
  return part as unknown as DiffPart
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}

const partFailure = (message: string, remedy: string, file?: string): Failure =>
  new Failure({
    code: 'diff-part',
    severity: 'error',
    message,
    remedy,
    ...(file === undefined ? {} : { place: { file } }),
  })
