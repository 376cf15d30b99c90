import { escapeStep, stringMapOf } from '@thanos-gitops/manifest'
import { rulesIn, type SourcedRule } from '../configuration/rules.ts'
import type { Check, Problem } from '../engine/check.ts'

export const templatesFormatNumbers: Check = {
  name: 'templates-format-numbers',
  question: 'rules',
  severity: 'warning',
  why: 'The value of a query is a float64. printf writes it as %!d(float64=0.5) for a verb of integers or strings, and humanizePercentage multiplies by 100, so a value that is already a percentage appears 100 times too large.',
  remedy: 'Use printf "%.0f", or humanize, humanizeDuration, humanizePercentage of a ratio.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#numbers',
  *run(context) {
    for (const rule of rulesIn(context)) if (rule.isAlert) yield* formatProblems(rule)
  },
}

function* formatProblems(rule: SourcedRule): Iterable<Problem> {
  const { file, pointer, title, fields, query } = rule
  for (const field of ['annotations', 'labels'])
    for (const [name, template] of Object.entries(stringMapOf(fields[field]))) {
      const verb = verbProblem(template)
      const percentage = percentageProblem(template, String(fields.expr))
      const found = verb ?? (query?.expression === undefined ? undefined : percentage)
      if (found === undefined) continue
      yield {
        object: file.object,
        pointer: `${pointer}/${field}/${escapeStep(name)}`,
        offset: found.offset,
        message: `${title}: ${found.message}.`,
        remedy: found.remedy,
      }
    }
}

interface FormatProblem {
  readonly offset: number
  readonly message: string
  readonly remedy: string
}

/** `printf "%d" $value`, `$value | printf "%d"` */
function verbProblem(template: string): FormatProblem | undefined {
  const direct = /\{\{-?[^}]*printf\s+["`][^"`%]*%[-+ 0-9]*([dscxq])[^"`%]*["`]\s+(?:\$value\b|\.Value\b)/.exec(
    template,
  )
  const piped = /\{\{-?\s*(?:\$value|\.Value)\s*\|\s*printf\s+["`][^"`%]*%[-+ 0-9]*([dscxq])[^"`%]*["`]/.exec(template)
  const match = direct ?? piped
  if (match === null) return undefined
  return {
    offset: match.index,
    message: `printf formats the value with %${match[1]}, which is not for numbers with a fraction`,
    remedy: 'Use %.0f, %.2f or %g.',
  }
}

/** `$value | humanizePercentage` after `… * 100 > 5` */
function percentageProblem(template: string, expr: string): FormatProblem | undefined {
  const match = /\{\{-?\s*(?:\$value|\.Value)\s*\|\s*humanizePercentage\b/.exec(template)
  const isPercentage = /^\s*(?:\(\s*)*100\s*\*|\*\s*100\s*\)*\s*(?:(?:[<>]=?|[!=]=)\s*[\d.]+\s*)?\)*\s*$/.test(expr)
  if (match === null || !isPercentage) return undefined
  return {
    offset: match.index,
    message: 'humanizePercentage multiplies the value by 100, and the query also does',
    remedy: 'Write {{ $value | humanize }}%, or remove the factor from the query.',
  }
}
