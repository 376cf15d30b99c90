// The HTTP APIs of Prometheus, Thanos and Alertmanager in pods, through the API server.
import type { Kubectl } from '../kubectl.ts'

export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [time: number, value: string]
}

export interface Target {
  readonly scrapePool: string
  readonly scrapeUrl: string
  readonly health: 'up' | 'down' | 'unknown'
  readonly lastError: string
}

export interface Rule {
  readonly type: 'alerting' | 'recording'
  readonly name: string
  readonly health: string
  readonly lastError?: string
  readonly alerts?: readonly { readonly state: string; readonly labels: Readonly<Record<string, string>> }[]
}

/** An HTTP server of a pod or a service. */
export class PodApi {
  readonly #kubectl: Kubectl
  readonly #path: string

  /** @param name `pods/prometheus-0:9090` or `services/thanos-query:http` */
  constructor(kubectl: Kubectl, namespace: string, name: string) {
    this.#kubectl = kubectl
    this.#path = `/api/v1/namespaces/${namespace}/${name}/proxy`
  }

  async text(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    const query = new URLSearchParams(parameters).toString()
    return this.#kubectl.text(['get', '--raw', `${this.#path}${path}${query === '' ? '' : `?${query}`}`])
  }

  async post(path: string, content: unknown): Promise<void> {
    await this.#kubectl.text(['create', '--raw', `${this.#path}${path}`, '-f', '-'], JSON.stringify(content))
  }

  /** An instant query. */
  async query(expression: string, parameters: Readonly<Record<string, string>> = {}): Promise<readonly Sample[]> {
    const { result } = (await this.#data('/api/v1/query', { query: expression, ...parameters })) as {
      readonly result: readonly Sample[]
    }
    return result
  }

  async targets(): Promise<readonly Target[]> {
    const { activeTargets } = (await this.#data('/api/v1/targets', { state: 'active' })) as {
      readonly activeTargets: readonly Target[]
    }
    return activeTargets
  }

  async rules(): Promise<readonly Rule[]> {
    const { groups } = (await this.#data('/api/v1/rules')) as { readonly groups: readonly { rules: readonly Rule[] }[] }
    return groups.flatMap(({ rules }) => rules)
  }

  async #data(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<unknown> {
    return (JSON.parse(await this.text(path, parameters)) as { readonly data: unknown }).data
  }
}
