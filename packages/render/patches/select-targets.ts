import { groupOf, type KubernetesObject } from '@thanos-gitops/manifest'
import type { Target } from './load-patches.ts'

/** Whether a name fits a glob: `*` is any text, `?` any letter. */
export function matchesGlob(glob: string, name: string): boolean {
  if (!isGlob(glob)) return glob === name
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${pattern}$`).test(name)
}

export const isGlob = (name: string): boolean => /[*?]/.test(name)

/** Whether a target may mean several objects; then it must say how many it expects. */
export const meansSeveral = ({ kind, name, labelSelector, component }: Target): boolean =>
  kind === undefined || name === undefined || isGlob(name) || labelSelector !== undefined || component !== undefined

export const fitsTarget = (target: Target, object: KubernetesObject, component: string): boolean =>
  (target.kind === undefined || target.kind === object.kind) &&
  (target.name === undefined || matchesGlob(target.name, object.metadata.name)) &&
  (target.group === undefined || target.group === groupOf(object.apiVersion)) &&
  (target.namespace === undefined || target.namespace === object.metadata.namespace) &&
  (target.component === undefined || target.component === component) &&
  (target.labelSelector === undefined ||
    target.labelSelector.every((requirement) => requirement(object.metadata.labels ?? {})))

type Requirement = (labels: Readonly<Record<string, string>>) => boolean

const requirement = /^(?:(!)?([\w./-]+)|([\w./-]+)\s*(=|==|!=)\s*([\w.-]*)|([\w./-]+)\s+(in|notin)\s+\(([^()]*)\))$/

/** kubectl's syntax: `app=a,tier!=b,env in (x, y),!legacy`; undefined where it is not that. */
export function parseSelector(text: string): readonly Requirement[] | undefined {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim())
  const requirements = parts.map((part): Requirement | undefined => {
    const [, absent, present, key, sign, value, listed, word, values] = requirement.exec(part) ?? []
    if (present !== undefined) return (labels) => Object.hasOwn(labels, present) !== (absent !== undefined)
    if (key !== undefined) return (labels) => (labels[key] === value) === (sign !== '!=')
    if (listed === undefined) return undefined
    const set = values!.split(',').map((one) => one.trim())
    return (labels) => (Object.hasOwn(labels, listed) && set.includes(labels[listed]!)) === (word === 'in')
  })
  return requirements.every((one) => one !== undefined) ? requirements : undefined
}
