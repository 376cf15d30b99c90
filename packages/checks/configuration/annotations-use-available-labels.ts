import { stringMapOf } from '@thanos-gitops/manifest'
import type { Check } from '../engine/check.ts'
import { mayHave } from './promql/series-labels.ts'
import { rulesIn } from './rules.ts'

export const annotationsUseAvailableLabels: Check = {
  name: 'annotations-use-available-labels',
  severity: 'warning',
  why: 'A label that the query aggregates away is empty in the message: whoever is woken by it does not learn which pod it is about.',
  remedy: 'Keep the label in the query’s by (…), or take it out of the text.',
  source: 'https://prometheus.io/docs/prometheus/latest/configuration/template_reference/',
  *run(context) {
    for (const { file, fields, pointer, title, query } of rulesIn(context)) {
      if (!query || query.problems.length > 0) continue
      for (const field of ['annotations', 'labels'])
        for (const [key, text] of Object.entries(stringMapOf(fields[field]))) {
          const reported = new Set<string>()
          for (const { name, offset } of labelsIn(text)) {
            if (mayHave(query.labels, name) || reported.has(name)) continue
            reported.add(name)
            yield {
              object: file.object,
              pointer: `${pointer}/${field}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
              offset,
              message: `${title} writes the label ${name}, which the query does not keep.`,
            }
          }
        }
    }
  },
}

/** `$labels.pod`, `.Labels.pod`, `index $labels "pod"`; only where the labels are those of the alert itself. */
function labelsIn(text: string): { name: string; offset: number }[] {
  // Inside range and with, `.Labels` is that of another query's sample.
  const own = /\{\{-?\s*(?:range|with)\b/.test(text)
    ? /\$labels\.(\w+)|index \$labels "(\w+)"/g
    : /(?:\$labels|\$?\.Labels)\.(\w+)|index \$labels "(\w+)"/g
  return [...text.matchAll(/\{\{[^]*?\}\}/g)].flatMap(({ 0: action, index }) =>
    [...action.matchAll(own)].map(({ 1: field, 2: indexed, index: at }) => ({
      name: field ?? indexed ?? '',
      offset: index + at,
    })),
  )
}
