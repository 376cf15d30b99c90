import { describe, expect, it } from 'vitest'
import { inhibitRules } from './inhibit-rules.ts'
import { variantRenderer } from './testing/render-variant.ts'
import { renderedStack } from './testing/rendered-stack.ts'
import { variants } from './testing/variants.ts'

type Labels = Readonly<Record<string, string>>

interface Rule {
  readonly alert?: string
  readonly expr: string
  readonly labels?: Labels
}

const complete = variants.find(({ name }) => name === 'rook-all')!
const stack = renderedStack(complete, variantRenderer()(complete))
const alerts = ['prometheus-rules', 'thanos-rule-rules'].flatMap((configMap) =>
  Object.keys(stack.one<{ data: Labels }>('ConfigMap', configMap).data).flatMap((key) =>
    stack
      .document<{ groups: readonly { rules: readonly Rule[] }[] }>(configMap, key)
      .groups.flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined)),
  ),
)

/** The labels by which a rule compares an alert, without those of the series. */
const labelsOf = ({ alert, labels }: Rule): Labels => ({ ...labels, alertname: alert! })

/** Whether the matchers for labels of the rule accept an alert. The other labels come from the series. */
const accepts = (matchers: readonly string[], labels: Labels): boolean =>
  matchers.every((matcher) => {
    const [, label = '', operator, value = ''] = /^(\w+)(=~|=|!=)"(.*)"$/.exec(matcher)!
    const found = labels[label]
    if (found === undefined) return operator === '!='
    return operator === '=~' ? new RegExp(`^(?:${value})$`).test(found) : (found === value) === (operator === '=')
  })

/** Whether the query of an alert keeps a label: by its selector, or because no aggregation removes it. */
const keeps = ({ expr }: Rule, label: string): boolean =>
  label === 'cluster' ||
  new RegExp(`by \\([^)]*\\b${label}\\b`).test(expr) ||
  (!/\bby \(/.test(expr) && (label === 'job' ? /\bup\{job="/.test(expr) : /kubelet_volume_stats/.test(expr)))

describe.each(inhibitRules)('the inhibit rule for $source_matchers', ({ source_matchers, target_matchers, equal }) => {
  const sources = alerts.filter((alert) => accepts(source_matchers, labelsOf(alert)))
  const targets = alerts.filter((alert) => accepts(target_matchers, labelsOf(alert)))

  it('has alerts of the stack on both sides', () => {
    expect(sources.length).toBeGreaterThan(0)
    expect(targets.length).toBeGreaterThan(0)
  })

  it.each(equal)('compares %s, which these alerts have', (label) => {
    expect([...sources, ...targets].filter((alert) => !keeps(alert, label)).map(({ alert }) => alert)).toEqual([])
  })

  it('requires the labels that it compares', () => {
    const required = equal.filter((label) => label !== 'cluster' && label !== 'namespace')
    for (const matchers of [source_matchers, target_matchers])
      for (const label of required) expect(matchers).toContain(`${label}!=""`)
  })

  it('inhibits no alert by itself', () => {
    expect(sources.filter((alert) => targets.includes(alert)).map(({ alert }) => alert)).toEqual([])
  })
})
