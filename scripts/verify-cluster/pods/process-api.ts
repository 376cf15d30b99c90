import { PrometheusApi, queryString } from '../prometheus-api.ts'
import type { Pod } from './pod.ts'

/** The API of Prometheus or Thanos in a pod on this machine. */
export class ProcessApi extends PrometheusApi {
  readonly #pod: Pod
  readonly #port: string

  /** @param port the name of the port */
  constructor(pod: Pod, port = 'http') {
    super()
    this.#pod = pod
    this.#port = port
  }

  /** @throws Error with the response if the status is not 200 */
  async text(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    const { status, body } = await this.#pod.get(`${path}${queryString(parameters)}`, this.#port)
    if (status !== 200)
      throw new Error(`${this.#pod.name} answers ${path} with ${status}: ${body.trim().slice(0, 500)}`)
    return body
  }
}
