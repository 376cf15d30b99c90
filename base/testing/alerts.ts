import { base } from '@thanos-gitops/base'
import { parse } from 'yaml'
import { ingestion } from './ingestion.ts'
import { variantRenderer } from './render-variant.ts'
import { type Variant, variants } from './variants.ts'

/** An alert as it is rendered. */
export interface Alert {
  readonly alert: string
  readonly expr: string
  readonly annotations: Readonly<Record<string, string>>
}

interface Rule extends Partial<Alert> {
  readonly record?: string
  readonly expr: string
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly Rule[] }[]
}

const complete = variants.find(({ name }) => name === 'rook-all')!
const components = base.optional.map(({ name }) => name).join(', ')

/** The settings with every optional component, also with those that a team added to the base. */
export const completeVariant: Variant = {
  ...complete,
  files: {
    ...complete.files,
    'environment.yaml': `${complete.files['environment.yaml']!.replace(/^components: .*$/m, `components: [${components}]`)}${ingestion['limits-and-zones']}${ingestion['ruler-writes-to-receivers']}${ingestion['prometheus-writes-elsewhere']}`,
  },
}

/** The content of each rule file of Prometheus and of the ruler, by its name. */
export function ruleFilesOf(variant: Variant): ReadonlyMap<string, string> {
  const maps = variantRenderer()(variant).manifests.map(({ object }) => object)
  return new Map(
    maps
      .filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.endsWith('-rules'))
      .flatMap((object) => Object.entries((object as { data?: Readonly<Record<string, string>> }).data ?? {})),
  )
}

const rulesOf = (variant: Variant): readonly Rule[] =>
  [...ruleFilesOf(variant).values()]
    .flatMap((content) => (parse(content) as RuleFile).groups)
    .flatMap(({ rules }) => rules)

/** The alerts of a variant. Several can have one name. */
export const alertsOf = (variant: Variant): readonly Alert[] =>
  rulesOf(variant).filter((rule): rule is Alert => rule.alert !== undefined)

/** The expressions of recorded series, by their names. */
export const recordsOf = (variant: Variant): ReadonlyMap<string, string> =>
  new Map(rulesOf(variant).flatMap(({ record, expr }) => (record === undefined ? [] : [[record, expr] as const])))
