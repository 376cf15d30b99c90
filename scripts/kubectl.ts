import type { KubernetesObject } from '@thanos-gitops/manifest'
import { $ } from 'zx'
import { failure } from './failure.ts'
import type { FieldTree } from './fields/field-tree.ts'
import { requirePinnedProgram } from './pinned-programs.ts'

/** An entry of `managedFields`: the fields that a manager owns. */
export interface ManagedFields {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly time?: string
  readonly fieldsType?: string
  readonly fieldsV1?: FieldTree
  /** For fields that were written through it: `status`, `scale`. */
  readonly subresource?: string
}

/** An object as the API server returns it. */
export interface LiveObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly managedFields?: readonly ManagedFields[]
    readonly ownerReferences?: readonly { readonly kind: string; readonly name: string }[]
    readonly generation?: number
    readonly resourceVersion?: string
    readonly creationTimestamp?: string
    readonly deletionTimestamp?: string
    readonly finalizers?: readonly string[]
  }
  readonly status?: Readonly<Record<string, unknown>>
}

interface Answer {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

/**
 * Calls kubectl for one context, which each call names: another terminal may change the current context of a kubeconfig. Input and
 * output may contain credentials and are not printed here.
 */
export class Kubectl {
  readonly context: string

  constructor(context: string) {
    this.context = context
  }

  async call(args: readonly string[], input = ''): Promise<Answer> {
    // The input is never a terminal: kubectl would prompt for missing credentials, and a script cannot answer.
    const { exitCode, stdout, stderr } = await $({
      nothrow: true,
      quiet: true,
      input,
    })`kubectl --context=${this.context} --request-timeout=30s ${args}`
    return { ok: exitCode === 0, stdout, stderr }
  }

  async text(args: readonly string[], input?: string): Promise<string> {
    const { ok, stdout, stderr } = await this.call(args, input)
    if (!ok) throw kubectlFailure(this.context, stderr)
    return stdout
  }

  /** The object, or undefined if there is none. */
  async get(args: readonly string[]): Promise<LiveObject | undefined> {
    const text = await this.text(['get', ...args, '--ignore-not-found', '--show-managed-fields', '-o', 'json'])
    return text.trim() === '' ? undefined : (JSON.parse(text) as LiveObject)
  }

  async list(args: readonly string[]): Promise<readonly LiveObject[]> {
    const text = await this.text(['get', ...args, '--ignore-not-found', '--show-managed-fields', '-o', 'json'])
    return text.trim() === '' ? [] : ((JSON.parse(text) as { items: LiveObject[] }).items ?? [])
  }

  /** Tries a server-side apply of manifests. With several, the output is a list. kubectl prints none if the server refuses one. */
  dryRun(objects: readonly KubernetesObject[], manager: string): Promise<Answer> {
    return this.call(
      [
        'apply',
        '--server-side',
        '--force-conflicts',
        '--dry-run=server',
        `--field-manager=${manager}`,
        '--show-managed-fields',
        '-o',
        'json',
        '-f',
        '-',
      ],
      documentsOf(objects),
    )
  }

  /** The kinds of an API version that the API server serves. Empty if it does not serve the version. */
  async servedKinds(apiVersion: string): Promise<readonly string[]> {
    const { ok, stdout, stderr } = await this.call([
      'get',
      '--raw',
      apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`,
    ])
    if (ok) return (JSON.parse(stdout) as { resources: { kind: string }[] }).resources.map(({ kind }) => kind)
    if (/NotFound|could not find the requested resource/.test(stderr)) return []
    throw kubectlFailure(this.context, stderr)
  }
}

/** Objects as kubectl reads them from its input. */
export const documentsOf = (objects: readonly KubernetesObject[]): string =>
  objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('')

/** kubectl for an existing context. Default: the context with the name of the environment. */
export async function openContext(name: string | undefined, environment: string): Promise<Kubectl> {
  await requirePinnedProgram('kubectl')
  const context = name ?? environment
  const { stdout } = await $({ nothrow: true, quiet: true })`kubectl config get-contexts --output=name`
  const contexts = stdout.split('\n').filter((line) => line !== '')
  if (contexts.includes(context)) return new Kubectl(context)
  const known = contexts.length > 0 ? `Contexts: ${contexts.join(', ')}.` : 'Your kubeconfig has no contexts.'
  throw failure(
    'context-missing',
    `There is no kubectl context ${context}.`,
    `Name one with --context; the current context is never used. ${known}`,
  )
}

/** The Failure for an error of kubectl. */
export function kubectlFailure(context: string, stderr: string): ReturnType<typeof failure> {
  const reason = stderr.trim().split('\n').at(-1) ?? ''
  // A field can be Forbidden too, which is not a matter of permissions.
  if (/ cannot \w+ resource |\(Unauthorized\)|must be logged in/.test(stderr))
    return failure(
      'permission-missing',
      `Context ${context} is not allowed to do this: ${reason}`,
      'Use a context with more permissions, or request them from the owner of the cluster.',
    )
  if (
    /was refused|no such host|i\/o timeout|deadline exceeded|Unable to connect|connection reset|x509:|: EOF$/m.test(
      stderr,
    )
  )
    return failure(
      'cluster-unreachable',
      `The cluster of context ${context} does not answer: ${reason}`,
      'Check the network, the VPN and the address in your kubeconfig.',
    )
  if (/no matches for kind|doesn't have a resource type|could not find the requested resource/.test(stderr))
    return failure(
      'crd-missing',
      `The cluster of context ${context} does not serve a kind: ${reason}`,
      'Install the operator that provides it.',
    )
  return failure(
    'cluster-refused',
    `The API server of context ${context} answers: ${reason}`,
    'Fix the object that the answer names.',
    stderr.trim().split('\n').slice(0, -1).join('\n'),
  )
}
