import { escapeStep, stringMapOf } from '@thanos-gitops/manifest'
import { rulesIn } from '../configuration/rules.ts'
import type { Check } from '../engine/check.ts'
import { unquoted } from '../promql/analysis.ts'
import { readQuery } from '../promql/query.ts'

export const templateQueriesParse: Check = {
  name: 'template-queries-parse',
  question: 'rules',
  severity: 'warning',
  why: 'Prometheus runs the queries of a template when the alert fires. If one does not parse, the notification contains an error instead of the annotation.',
  remedy: 'Correct the query.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/template_reference/#queries',
  *run(context) {
    for (const { file, pointer, title, fields } of rulesIn(context))
      for (const field of ['annotations', 'labels'])
        for (const [name, template] of Object.entries(stringMapOf(fields[field])))
          for (const { query, offset } of queriesIn(template)) {
            const [problem] = readQuery(query).problems
            if (problem !== undefined)
              yield {
                object: file.object,
                pointer: `${pointer}/${field}/${escapeStep(name)}`,
                offset,
                message: `${title}: a query in ${name} does not parse: ${problem.message}`,
              }
          }
  },
}

/** The literal queries of a template. One that `printf` makes is not a literal. */
const queriesIn = (template: string): readonly { readonly query: string; readonly offset: number }[] =>
  [...template.matchAll(/\{\{-?[^}]*?(?<!\w)query\s+("(?:[^"\\]|\\.)*"|`[^`]*`)/g)].map(
    ({ 0: text, 1: literal = '', index }) => ({
      query: unquoted(literal),
      offset: index + text.length - literal.length,
    }),
  )
