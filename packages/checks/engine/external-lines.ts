import type { Environment } from '@thanos-gitops/manifest'

/** An object or a host that manifests need and that another source may provide. */
export type Missing =
  | { readonly kind: string; readonly name: string; readonly namespace: string }
  | { readonly host: string }

/** Names what is missing: `Secret/monitoring/objstore`, `host/s3.example.com`. */
export const causeOf = (missing: Missing): string =>
  'host' in missing ? `host/${missing.host}` : `${missing.kind}/${missing.namespace}/${missing.name}`

/**
 * How to declare that it exists outside of the manifests: the file and the lines to add.
 *
 * @param environment undefined for manifests that this repository did not render
 */
export function declareExternal(
  environment: Pick<Environment, 'name' | 'namespace'> | undefined,
  missing: Missing,
): string {
  const file =
    environment === undefined ? 'a file for --exceptions' : `environments/${environment.name}/exceptions.yaml`
  return `If it exists outside of these manifests, declare it in ${file}, below external:
${linesOf(missing, environment?.namespace)
  .map((line, index) => `  ${index === 0 ? '- ' : '  '}${line}`)
  .join('\n')}`
}

function linesOf(missing: Missing, ownNamespace: string | undefined): readonly string[] {
  if ('host' in missing) return [`host: ${missing.host}`, 'reason: Name who runs it.']
  const { kind, name, namespace } = missing
  return [
    `kind: ${kind}`,
    `name: ${name}`,
    ...(namespace === '' || namespace === ownNamespace ? [] : [`namespace: ${namespace}`]),
    'reason: Name who creates it.',
  ]
}
