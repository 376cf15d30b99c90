import { parseKubernetesYaml } from '@thanos-gitops/manifest/read'

/** The parsed entry of a ConfigMap, if its key ends in .yaml, .yml or .json; undefined for a plain string and invalid syntax. */
export function documentIn(key: string, text: string): { readonly value: unknown } | undefined {
  if (!/\.(ya?ml|json)$/i.test(key)) return undefined
  try {
    const value: unknown = key.endsWith('.json') ? JSON.parse(text) : parseKubernetesYaml(text)
    return typeof value === 'object' && value !== null ? { value } : undefined
  } catch {
    // The entry is not valid, or contains several documents: it is compared as a string.
    return undefined
  }
}
