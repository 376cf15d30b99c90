import type { NamedDiff, Reach } from '@thanos-gitops/manifest/change'
import { diffCodeQuality } from './code-quality.ts'
import { diffGithub } from './github.ts'
import { diffJson } from './json.ts'
import type { LinkTo } from './links.ts'
import { diffMarkdown } from './markdown/comment.ts'
import { diffSarif } from './sarif.ts'
import { diffText } from './text.ts'

/**
 * An output format: what is printed for the diffs of environments against `base`, with its last newline.
 * @param reach undefined unless all environments are compared
 */
export type DiffFormat = (
  diffs: readonly NamedDiff[],
  base: string,
  reach?: Reach,
  options?: { readonly linkTo?: LinkTo | undefined; readonly color?: boolean },
) => string

/** The output formats of `diff`, in the order of its help. A new format is a file and a line here. */
export const diffFormats = {
  text: diffText,
  markdown: diffMarkdown,
  json: diffJson,
  sarif: diffSarif,
  github: diffGithub,
  'code-quality': diffCodeQuality,
} as const satisfies Readonly<Record<string, DiffFormat>>
