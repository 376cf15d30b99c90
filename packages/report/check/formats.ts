import { checkCodeQuality } from './code-quality.ts'
import type { CheckFormat } from './finding.ts'
import { checkGithub } from './github.ts'
import { checkJson } from './json.ts'
import { checkJunit } from './junit.ts'
import { checkSarif } from './sarif.ts'
import { checkText } from './text.ts'

/** The output formats of `check`, in the order of its help. A new format is a file and a line here. */
export const checkFormats = {
  text: checkText,
  json: checkJson,
  sarif: checkSarif,
  junit: checkJunit,
  github: checkGithub,
  'code-quality': checkCodeQuality,
} as const satisfies Readonly<Record<string, CheckFormat>>
