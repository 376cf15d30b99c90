import type { NamedDiff, Reach } from '@thanos-gitops/manifest/change'
import { codeQuality } from '../code-quality.ts'
import { diffResults } from './sarif.ts'

/** A code quality report of GitLab: each change at the line that made it. */
export const diffCodeQuality = (diffs: readonly NamedDiff[], _base?: string, reach?: Reach): string =>
  codeQuality(diffResults(diffs, reach))
