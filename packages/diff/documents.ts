import { parseKubernetesYaml } from '@thanos-gitops/manifest/read'

/** The structure of a ConfigMap's entry, by the end of its key; undefined where it is a plain text or does not parse. */
export function documentIn(key: string, text: string): { readonly value: unknown } | undefined {
  if (!/\.(ya?ml|json)$/i.test(key)) return undefined
  try {
    const value: unknown = key.endsWith('.json') ? JSON.parse(text) : parseKubernetesYaml(text)
    return typeof value === 'object' && value !== null ? { value } : undefined
  } catch {
    // Not a document, or many of them: it is compared as a text.
    return undefined
  }
}
