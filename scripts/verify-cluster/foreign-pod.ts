// A pod that is not part of the stack.
import type { Kubectl } from '../kubectl.ts'
import { until } from '../verify-delivery/processes.ts'
import { documents } from './node/node.ts'
import { pauseImage } from './node/settings.ts'

const name = 'verify-foreign'
const labels = { app: name }

/** What a namespace with the level `restricted` requires. */
const securityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
}

/** A policy of the pod's own: it allows everything that leaves the pod, so that only the policies of servers refuse. */
const policyOf = (namespace: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace },
  spec: { podSelector: { matchLabels: labels }, policyTypes: ['Egress'], egress: [{}] },
})

const podIn = (namespace: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels },
  spec: {
    terminationGracePeriodSeconds: 0,
    automountServiceAccountToken: false,
    containers: [{ name: 'pause', image: pauseImage, imagePullPolicy: 'Never', securityContext }],
  },
})

export class ForeignPod {
  readonly #kubectl: Kubectl
  readonly #namespace: string
  readonly address: string

  private constructor(kubectl: Kubectl, namespace: string, address: string) {
    this.#kubectl = kubectl
    this.#namespace = namespace
    this.address = address
  }

  /** Creates the namespace, if there is none, and the pod, and waits until the pod runs. */
  static async start(kubectl: Kubectl, namespace: string): Promise<ForeignPod> {
    if ((await kubectl.get(['namespace', namespace])) === undefined)
      await kubectl.text(['create', 'namespace', namespace])
    // A new namespace has its ServiceAccount a moment later.
    await until(
      'the foreign pod exists',
      async () => {
        const { ok } = await kubectl.call(['apply', '--server-side', '-f', '-'], documents([podIn(namespace)]))
        return ok ? true : undefined
      },
      20,
    )
    const pod = [`pod/${name}`, `--namespace=${namespace}`]
    await kubectl.text(['wait', '--for=condition=Ready', ...pod, '--timeout=25s'])
    const live = await kubectl.get(pod)
    return new ForeignPod(kubectl, namespace, String(live?.status?.podIP))
  }

  async allowEgress(): Promise<void> {
    await this.#kubectl.text(['apply', '--server-side', '-f', '-'], documents([policyOf(this.#namespace)]))
  }

  /** The namespace remains. */
  async remove(): Promise<void> {
    await this.#kubectl.text(['delete', `pod/${name}`, `--namespace=${this.#namespace}`])
    await this.#kubectl.text([
      'delete',
      `networkpolicy/${name}`,
      `--namespace=${this.#namespace}`,
      '--ignore-not-found',
    ])
  }
}
