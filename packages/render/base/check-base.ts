import {
  type Base,
  backupProviders,
  certificateAuthorities,
  didYouMean,
  dnsLabel,
  isObject,
  objectStorages,
  pageNames,
  receiverSecretProviders,
  referencesIn,
  replaceReferences,
} from '@thanos-gitops/manifest'
import { componentGroups, type PlacedComponent, placedComponents } from './base-components.ts'
import type { BaseProblem } from './base-problem.ts'
import { valueProblems } from './check-values.ts'
import { duplicateObjects } from './duplicate-objects.ts'

/**
 * The problems of a base that its types do not exclude: component names that are not unique DNS labels, conditions that name no
 * component, settings and ConfigMaps that do not exist, two components with the same object, values that are not JSON.
 */
export function checkBase(base: unknown): readonly BaseProblem[] {
  const structure = structureProblems(base)
  if (structure.length > 0) return structure
  const components = placedComponents(base as Base)
  const objects = components.flatMap(objectProblems)
  if (objects.length > 0) return objects
  return [...nameProblems(components), ...duplicateObjects(components), ...valueProblems(components)]
}

/** Whether a value has the lists and components of a base, and its objects have kinds and names. They can have other problems. */
export const isBase = (value: unknown): value is Base =>
  structureProblems(value).length === 0 && placedComponents(value as Base).flatMap(objectProblems).length === 0

function structureProblems(base: unknown): readonly BaseProblem[] {
  const remedy = 'Write export const base = { required: […], optional: […], objectStorage: {…} } satisfies Base.'
  if (!isObject(base)) return [{ message: 'base is not an object.', remedy, steps: [] }]
  const { required, optional, own = [], imported = [], objectStorage } = base
  const groups = componentGroups.map(
    (name) => [name, name === 'objectStorage' ? objectStorage : (base[name] ?? {})] as const,
  )
  const lists = Object.entries({ required, optional, own, imported })
  const wrong = lists.filter(([, list]) => !Array.isArray(list)).map(([name]) => `base.${name} is not a list.`)
  for (const [name, group] of groups) if (!isObject(group)) wrong.push(`base.${name} is not an object.`)
  if (wrong.length > 0) return wrong.map((message) => ({ message, remedy, steps: [] }))
  return [
    ...lists.flatMap(([name, list]) =>
      (list as readonly unknown[]).flatMap((component, index) => componentProblems(component, [name, index])),
    ),
    ...groups.flatMap(([group, components]) =>
      Object.entries(components as object).flatMap(([provider, component]) => [
        ...providerProblems(group, provider),
        ...componentProblems(component, [group, provider]),
      ]),
    ),
  ]
}

const providerGroups = {
  objectStorage: { subject: 'object storage provider', known: objectStorages },
  backup: { subject: 'backup provider', known: backupProviders },
  receiverSecrets: { subject: 'source of receiver secrets', known: receiverSecretProviders },
  pages: { subject: 'page', known: pageNames },
  accessSecrets: { subject: 'source of sign-in secrets', known: receiverSecretProviders },
  grafanaSecrets: { subject: 'source of the password of Grafana', known: receiverSecretProviders },
  certificates: { subject: 'authority of certificates', known: certificateAuthorities },
} as const satisfies Readonly<
  Record<(typeof componentGroups)[number], { readonly subject: string; readonly known: readonly string[] }>
>

function providerProblems(group: keyof typeof providerGroups, provider: string): readonly BaseProblem[] {
  const { subject, known }: { readonly subject: string; readonly known: readonly string[] } = providerGroups[group]
  if (known.includes(provider)) return []
  return [
    {
      message: `There is no ${subject} ${provider}.`,
      remedy: didYouMean(provider, known) ?? `Providers: ${known.join(', ')}.`,
      steps: [group, provider],
      isEntry: true,
    },
  ]
}

function componentProblems(component: unknown, steps: BaseProblem['steps']): readonly BaseProblem[] {
  const isComponent = isObject(component) && typeof component.name === 'string' && Array.isArray(component.objects)
  if (isComponent) return []
  const at = `base.${steps.join('.')}`
  return [
    {
      message: component === undefined ? `${at} is undefined.` : `${at} is not a component.`,
      remedy:
        component === undefined
          ? 'Check whether the files of these components import each other in a circle.'
          : 'Let the file of the component export default defineComponent(name, [objects]).',
      steps,
      isEntry: true,
    },
  ]
}

function nameProblems(components: readonly PlacedComponent[]): readonly BaseProblem[] {
  const seen = new Map<string, PlacedComponent>()
  return components.flatMap((placed): BaseProblem[] => {
    const { name } = placed.component
    const other = seen.get(name)
    seen.set(name, placed)
    if (!dnsLabel.pattern.test(name))
      return [
        {
          message: `The component name ${JSON.stringify(name)} is not ${dnsLabel.description}.`,
          remedy: 'Rename the component.',
          steps: placed.steps,
        },
      ]
    if (other === undefined) return []
    return [
      other.component === placed.component
        ? {
            message: `The component ${name} is listed twice: in ${other.steps[0]} and in ${placed.steps[0]}.`,
            remedy: 'Remove one of the two entries.',
            steps: placed.steps,
            isEntry: true,
          }
        : {
            message: `Two components have the name ${name}.`,
            remedy: 'Rename one of the two.',
            steps: placed.steps,
          },
    ]
  })
}

// Names become file names. RBAC allows a colon.
const objectName = /^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$/
/** Whether an object of a base can have the name. */
export const isObjectName = (name: string): boolean => name.length <= 253 && objectName.test(name)

const kindName = /^[A-Z][A-Za-z0-9]*$/

function objectProblems({ component, steps }: PlacedComponent): readonly BaseProblem[] {
  return component.objects.flatMap((object: unknown, index): BaseProblem[] => {
    const at = [...steps, 'objects', index]
    const remedy = `Correct the object in the component ${component.name}.`
    const { apiVersion, kind, metadata } = isObject(object) ? object : {}
    if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !kindName.test(kind))
      return [{ message: `An object of ${component.name} has no valid apiVersion and kind.`, remedy, steps: at }]
    const name = isObject(metadata) ? metadata.name : undefined
    const namespace = isObject(metadata) ? metadata.namespace : undefined
    if (namespace !== undefined && !isNamespace(namespace))
      return [
        {
          message: `${JSON.stringify(namespace)} is not a valid namespace of a ${kind}: it must be ${dnsLabel.description}.`,
          remedy,
          steps: [...at, 'metadata', 'namespace'],
        },
      ]
    if (typeof name === 'string' && name.length <= 253 && isObjectName(withoutReferences(name))) return []
    const message =
      name === undefined
        ? `A ${kind} of ${component.name} has no metadata.name.`
        : `${JSON.stringify(name)} is not a valid name of a ${kind}: use lower-case letters, digits, - and ., with a letter or digit at both ends.`
    return [{ message, remedy, steps: name === undefined ? at : [...at, 'metadata', 'name'] }]
  })
}

const isNamespace = (value: unknown): boolean =>
  typeof value === 'string' && dnsLabel.pattern.test(withoutReferences(value))

/** A setting is judged where the environment sets it. */
const withoutReferences = (name: string): string =>
  referencesIn(name).length > 0 ? replaceReferences(name, () => 'x') : name
