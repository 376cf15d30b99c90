import type { Crd } from './crds.ts'
import { sortedJson } from './write.ts'

/** Keys that the API server only shows. */
const shownKeys: ReadonlySet<string> = new Set([
  'additionalPrinterColumns',
  'description',
  'example',
  'externalDocs',
  'title',
])

/**
 * CustomResourceDefinitions with all that decides on a custom resource: defaults, CEL rules, list types, scope and subresources. One
 * definition a line.
 */
export function definitionsContent(crds: readonly Crd[]): string {
  const lines = crds.map(({ apiVersion, kind, metadata, spec }) =>
    sortedJson({ apiVersion, kind, metadata: { name: metadata.name }, spec: withoutShown(spec) }),
  )
  return `${lines.sort().join('\n')}\n`
}

/** @param names whether the keys are names of fields, which can be any */
function withoutShown(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((part) => withoutShown(part))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || !shownKeys.has(key))
      .map(([key, part]) => [
        key,
        key === 'default' || key === 'enum' ? part : withoutShown(part, key === 'properties' && !names),
      ]),
  )
}
