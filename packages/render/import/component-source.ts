// The file of a component, in the form of the other components of a base.
import {
  factsOf,
  hasReference,
  inKeyOrder,
  type JsonObject,
  type KubernetesObject,
  labelOf,
  setting,
} from '@thanos-gitops/manifest'
import { type LiteralStyle, lineWidth, literal } from './literal.ts'
import { contentKey, isMapping } from './value.ts'

export interface SourceComponent {
  readonly name: string
  readonly objects: readonly KubernetesObject[]
}

/** The module with the type of a kind; undefined where there is none, as for kinds of CRDs. */
export type TypeOf = (object: KubernetesObject) => string | undefined

/**
 * The content of `base/own/NAME.ts`.
 *
 * @param clusters the names of the clusters that have it, for the comment
 */
export function componentSource(component: SourceComponent, clusters: readonly string[], typeOf: TypeOf): string {
  const { name, objects } = component
  const ordered = objects.map((object) => inKeyOrder(object) as unknown as JsonObject)
  const variables = variableNames(objects)
  const shared = sharedValues(ordered, objects)
  const style = styleOf(shared)
  const body = ordered
    .map((object, index) =>
      declaration(variables[index]!, object, typeOf(objects[index]!) && objects[index]!.kind, style),
    )
    .join('\n')
  const uses = (constant: string): boolean => new RegExp(`\\b${constant}\\b(?!:)`).test(withoutStrings(body))
  const constants = [
    ...(uses('name') ? [`const name = ${literal(shared.name ?? '', plain)}`] : []),
    ...(uses('namespace') ? ["const namespace = setting('namespace')"] : []),
    ...(uses('labels') ? [declared('const labels = ', shared.labels ?? {}, plain)] : []),
  ]
  const ownName = uses('name') && shared.name === name ? 'name' : literal(name, plain)
  const parts = [
    ...(constants.length === 0 ? [] : [constants.join('\n')]),
    body.trimEnd(),
    `export default ${definition(ownName, variables)}`,
  ]
  const source = parts.join('\n\n')
  return `// ${titleOf(objects)}: imported from ${listed(clusters)}.\n${imports(objects, source, typeOf)}\n\n${source}\n`
}

function declaration(variable: string, object: JsonObject, kind: string | undefined, style: LiteralStyle): string {
  return `${declared(`export const ${variable} = `, object, style)}${kind === undefined ? '' : ` satisfies I${kind}`}\n`
}

const declared = (start: string, value: JsonObject, style: LiteralStyle): string =>
  start + literal(value, style, 0, start.length)

/** On one line, if the formatter leaves it there. */
function definition(name: string, variables: readonly string[]): string {
  const line = `defineComponent(${name}, [${variables.join(', ')}])`
  if ('export default '.length + line.length <= lineWidth) return line
  return `defineComponent(${name}, [\n${variables.map((variable) => `  ${variable},\n`).join('')}])`
}

const titleOf = (objects: readonly KubernetesObject[]): string =>
  labelOf(objects.find(({ kind }) => factsOf(kind).podSpec !== undefined) ?? objects[0]!).replaceAll(
    /[\uE000\uE001]/g,
    '',
  )

const mostListed = 4

/** `eu, us and 3 more` */
export const listed = (names: readonly string[]): string =>
  names.length <= mostListed
    ? names.join(', ')
    : `${names.slice(0, mostListed).join(', ')} and ${names.length - mostListed} more`

/** Without what is in quotes, where a word is not a constant. */
const withoutStrings = (source: string): string =>
  source.replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\$]|\\[^]|\$(?!\{))*`/g, "''")

/** What the objects of a component have in common, which is a constant of its file. */
interface Shared {
  readonly name: string | undefined
  readonly labels: JsonObject | undefined
}

const sharedValues = (ordered: readonly JsonObject[], objects: readonly KubernetesObject[]): Shared => ({
  name: mostFrequent(
    objects.map(({ metadata }) => metadata.name).filter((name) => !hasReference(name)),
    1,
  ),
  labels: mostFrequent(
    ordered.flatMap(({ metadata }) =>
      isMapping(metadata) && isMapping(metadata.labels) && Object.keys(metadata.labels).length > 0
        ? [metadata.labels]
        : [],
    ),
    2,
  ),
})

/** The value that appears most often, if it appears often enough. */
function mostFrequent<T>(values: readonly T[], least: number): T | undefined {
  const [first] = [...Map.groupBy(values, contentKey).values()].sort((a, b) => b.length - a.length)
  return first !== undefined && first.length >= least ? first[0] : undefined
}

const reference = (name: string): string => (name === 'namespace' ? 'namespace' : `setting('${name}')`)

/** For the constants themselves. */
const plain: LiteralStyle = { names: () => undefined, reference }

/** The name, the namespace and the labels are constants, as in the other components. */
function styleOf({ name, labels }: Shared): LiteralStyle {
  const labelKey = labels && contentKey(labels)
  return {
    names: (value, key) => {
      if (value === name && key === 'name') return 'name'
      if (value === setting('namespace')) return 'namespace'
      return labelKey !== undefined && isMapping(value) && contentKey(value) === labelKey ? 'labels' : undefined
    },
    reference,
  }
}

/** `service`; `serviceThanosStore` if the component has several of the kind. */
function variableNames(objects: readonly KubernetesObject[]): readonly string[] {
  const taken = new Set(['name', 'namespace', 'labels', 'setting', 'defineComponent'])
  return objects.map(({ kind, metadata }) => {
    const isOnly = objects.filter((other) => other.kind === kind).length === 1
    const ofKind = lowerFirst(kind)
    const wanted = isOnly ? ofKind : `${ofKind}${camelCase(metadata.name.replaceAll(/[\uE000\uE001]/g, '-'))}`
    let variable = taken.has(wanted) ? `${wanted}Object` : wanted
    for (let number = 2; taken.has(variable); number++) variable = `${wanted}${number}`
    taken.add(variable)
    return variable
  })
}

/** `apiService` for `APIService`, `configMap` for `ConfigMap`. */
const lowerFirst = (kind: string): string =>
  kind.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]+$|^[A-Z]/, (start) => start.toLowerCase())

const camelCase = (name: string): string =>
  name.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())

function imports(objects: readonly KubernetesObject[], source: string, typeOf: TypeOf): string {
  const modules = new Map(
    objects.flatMap((object) => {
      const module = typeOf(object)
      return module === undefined ? [] : [[module, `I${object.kind}`] as const]
    }),
  )
  const own = ['defineComponent', ...(source.includes('setting(') ? ['setting'] : [])]
  return [
    `import { ${own.join(', ')} } from '@thanos-gitops/manifest'`,
    ...[...modules]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, type]) => `import type { ${type} } from '${module}'`),
  ].join('\n')
}
