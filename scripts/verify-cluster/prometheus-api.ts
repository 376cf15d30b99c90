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

export interface RuleGroup {
  readonly file: string
  readonly name: string
  /** Seconds. */
  readonly interval: number
  readonly rules: readonly Rule[]
}

/** The answer to a query. */
export interface Answer<Result> {
  readonly result: readonly Result[]
  /** A response is partial if a source of it has failed. */
  readonly warnings: readonly string[]
}

/** A series of a range query. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>
  readonly values: readonly (readonly [time: number, value: string])[]
}

/** The times of a range query, in seconds. */
export interface Times {
  readonly start: number
  readonly end: number
  readonly step: number
}

type QueryParameters = Readonly<Record<string, string>>

/** The HTTP API of Prometheus and Thanos. */
export abstract class PrometheusApi {
  abstract text(path: string, parameters?: QueryParameters): Promise<string>

  /** An instant query. */
  async query(expression: string, parameters: QueryParameters = {}): Promise<readonly Sample[]> {
    return (await this.answer(expression, parameters)).result
  }

  /** An instant query, with its warnings. */
  async answer(expression: string, parameters: QueryParameters = {}): Promise<Answer<Sample>> {
    return this.#answer('/api/v1/query', { query: expression, ...parameters })
  }

  async range(
    expression: string,
    { start, end, step }: Times,
    parameters: QueryParameters = {},
  ): Promise<Answer<Series>> {
    const times = { start: String(start), end: String(end), step: String(step) }
    return this.#answer('/api/v1/query_range', { query: expression, ...times, ...parameters })
  }

  async targets(): Promise<readonly Target[]> {
    const { activeTargets } = await this.data<{ readonly activeTargets: readonly Target[] }>('/api/v1/targets', {
      state: 'active',
    })
    return activeTargets
  }

  async rules(): Promise<readonly Rule[]> {
    return (await this.groups()).flatMap(({ rules }) => rules)
  }

  async groups(): Promise<readonly RuleGroup[]> {
    return (await this.data<{ readonly groups: readonly RuleGroup[] }>('/api/v1/rules')).groups
  }

  /** The field `data` of a response. */
  async data<T>(path: string, parameters: QueryParameters = {}): Promise<T> {
    return (JSON.parse(await this.text(path, parameters)) as { readonly data: T }).data
  }

  async #answer<Result>(path: string, parameters: QueryParameters): Promise<Answer<Result>> {
    const { data, warnings = [] } = JSON.parse(await this.text(path, parameters)) as {
      readonly data: { readonly result: readonly Result[] }
      readonly warnings?: readonly string[]
    }
    return { result: data.result, warnings }
  }
}

/** `?a=b`, or nothing without parameters. */
export const queryString = (parameters: QueryParameters): string => {
  const text = new URLSearchParams(parameters).toString()
  return text === '' ? '' : `?${text}`
}

/** An HTTP server of a pod or a service. */
export class PodApi extends PrometheusApi {
  readonly #kubectl: Kubectl
  readonly #path: string

  /** @param name `pods/prometheus-0:9090` or `services/thanos-query:http` */
  constructor(kubectl: Kubectl, namespace: string, name: string) {
    super()
    this.#kubectl = kubectl
    this.#path = `/api/v1/namespaces/${namespace}/${name}/proxy`
  }

  async text(path: string, parameters: QueryParameters = {}): Promise<string> {
    return this.#kubectl.text(['get', '--raw', `${this.#path}${path}${queryString(parameters)}`])
  }

  async post(path: string, content: unknown): Promise<void> {
    await this.#kubectl.text(['create', '--raw', `${this.#path}${path}`, '-f', '-'], JSON.stringify(content))
  }
}
