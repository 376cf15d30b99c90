import { formatPointer, type KubernetesObject, writeYaml } from '@thanos-gitops/manifest'
import type { ImportOperation } from './operations.ts'

/** The operations of an environment on one object, as its base resolves there. */
export interface ObjectPatch {
  readonly object: KubernetesObject
  readonly operations: readonly ImportOperation[]
}

/**
 * The content of a patch file.
 *
 * @param isAmbiguous whether another object of the environment has the same kind and name
 */
export function patchSource(
  patches: readonly ObjectPatch[],
  isAmbiguous: (object: KubernetesObject) => boolean,
): string {
  const header = '# yaml-language-server: $schema=../patches.schema.json\n'
  return header + patches.map((patch) => patchText(patch, isAmbiguous(patch.object))).join('')
}

function patchText({ object, operations }: ObjectPatch, isAmbiguous: boolean): string {
  const { kind, apiVersion, metadata } = object
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : ''
  const more = isAmbiguous
    ? `, group: ${flowText(group)}${metadata.namespace === undefined ? '' : `, namespace: ${flowText(metadata.namespace)}`}`
    : ''
  const target = `{kind: ${flowText(kind)}, name: ${flowText(metadata.name)}${more}}`
  return `- target: ${target}\n  patch:\n${operations.map(operationText).join('')}`
}

/** A name inside of braces; in quotes if YAML could read it as something else. */
const flowText = (text: string): string =>
  /^[A-Za-z][\w./-]*$/.test(text) && !reserved.test(text) ? text : JSON.stringify(text)

const reserved = /^(?:y|yes|n|no|on|off|true|false|null)$/i

function operationText({ op, path, value }: ImportOperation): string {
  const fields = writeYaml({ op, path: formatPointer(path), ...(op === 'remove' ? {} : { value }) })
  return fields
    .slice(0, -1)
    .split('\n')
    .map((line, index) => (index === 0 ? `    - ${line}\n` : line === '' ? '\n' : `      ${line}\n`))
    .join('')
}
