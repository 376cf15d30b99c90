import type { KubernetesObject } from '@thanos-gitops/manifest'
import { $ } from 'zx'
import { failure, requireTool } from './script.ts'

/** An object as the API server gives it. */
export interface LiveObject extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & {
    readonly managedFields?: readonly { readonly manager: string; readonly operation: string }[]
    readonly ownerReferences?: readonly object[]
    readonly generation?: number
  }
  readonly status?: Readonly<Record<string, unknown>>
}

interface Answer {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

/**
 * Calls kubectl for one context, which is named in every call: the current context of a kubeconfig is changed by other windows.
 * Nothing of what goes in or comes out is printed here.
 */
export class Kubectl {
  readonly context: string

  constructor(context: string) {
    this.context = context
  }

  async call(args: readonly string[], input = ''): Promise<Answer> {
    // kubectl first asks for the credentials that it lacks; a script has nobody to ask.
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

  /** The object, or undefined where there is none. */
  async get(args: readonly string[]): Promise<LiveObject | undefined> {
    const text = await this.text(['get', ...args, '--ignore-not-found', '--show-managed-fields', '-o', 'json'])
    return text.trim() === '' ? undefined : (JSON.parse(text) as LiveObject)
  }

  async list(args: readonly string[]): Promise<readonly LiveObject[]> {
    const text = await this.text(['get', ...args, '--ignore-not-found', '--show-managed-fields', '-o', 'json'])
    return text.trim() === '' ? [] : ((JSON.parse(text) as { items: LiveObject[] }).items ?? [])
  }

  /** The kinds that the API server knows of an API version. */
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

/** kubectl for a context that is there. Without a name the context must be called as the environment. */
export async function openContext(given: string | undefined, environment: string): Promise<Kubectl> {
  await requireTool('kubectl', 'Install kubectl: https://kubernetes.io/docs/tasks/tools/')
  const wanted = given ?? environment
  const { stdout } = await $({ nothrow: true, quiet: true })`kubectl config get-contexts --output=name`
  const contexts = stdout.split('\n').filter((line) => line !== '')
  if (contexts.includes(wanted)) return new Kubectl(wanted)
  const known = contexts.length > 0 ? `Contexts: ${contexts.join(', ')}.` : 'Your kubeconfig has none.'
  throw failure(
    'context-missing',
    `There is no kubectl context ${wanted}.`,
    `Name one with --context; the current one is never taken. ${known}`,
  )
}

/** What kubectl said, as one sentence and what to do now. */
export function kubectlFailure(context: string, stderr: string): ReturnType<typeof failure> {
  const said = stderr.trim().split('\n').at(-1) ?? ''
  // A field can be Forbidden as well, which is not about rights.
  if (/ cannot \w+ resource |\(Unauthorized\)|must be logged in/.test(stderr))
    return failure(
      'permission-missing',
      `Context ${context} may not do this: ${said}`,
      'Use a context with more rights, or ask for them.',
    )
  if (
    /was refused|no such host|i\/o timeout|deadline exceeded|Unable to connect|connection reset|x509:|: EOF$/m.test(
      stderr,
    )
  )
    return failure(
      'cluster-unreachable',
      `The cluster of context ${context} does not answer: ${said}`,
      'Look at the network, the VPN and the address in your kubeconfig.',
    )
  if (/no matches for kind|doesn't have a resource type|could not find the requested resource/.test(stderr))
    return failure(
      'crd-missing',
      `The cluster of context ${context} does not know a kind: ${said}`,
      'Install the operator that brings it.',
    )
  return failure(
    'cluster-refused',
    `The API server of context ${context} said: ${said}`,
    'The words are the server’s: look at the object that they name.',
    stderr.trim().split('\n').slice(0, -1).join('\n'),
  )
}
