import type { Container } from './pod.ts'

const reference = /\$\$|\$\(([^()\s]+)\)/g

/** The variables `$(NAME)` that Kubernetes replaces in an argument. `$$(NAME)` is an escape. */
export const variablesIn = (text: string): { readonly name: string; readonly offset: number }[] =>
  [...text.matchAll(reference)].flatMap(({ 1: name, index }) => (name === undefined ? [] : [{ name, offset: index }]))

/**
 * Replaces `$(NAME)` by the value that the manifest sets. Variables from ConfigMaps, Secrets and fields of the pod are not
 * replaced, except for the namespace of the pod.
 */
export function expandVariables(container: Container, text: string): string {
  if (!text.includes('$(')) return text
  const values = valuesOf(container)
  return text.replaceAll(reference, (whole, name?: string) =>
    name === undefined ? whole : (values.get(name) ?? whole),
  )
}

const valuesByContainer = new WeakMap<Container, ReadonlyMap<string, string>>()

/** The values of the variables that the manifest sets, by their names. */
function valuesOf(container: Container): ReadonlyMap<string, string> {
  const found = valuesByContainer.get(container)
  if (found !== undefined) return found
  const { namespace } = container.workload
  const values = new Map<string, string>()
  for (const { name, value, field } of container.environment) {
    const knownValue = value ?? (field === 'metadata.namespace' && namespace !== '' ? namespace : undefined)
    if (knownValue !== undefined) values.set(name, knownValue)
  }
  valuesByContainer.set(container, values)
  return values
}
