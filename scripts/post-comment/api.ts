/** Requests to the API of a host, with a token. */
export interface Api {
  /** @throws Error for an answer that is not a success */
  json(method: string, path: string, body?: unknown): Promise<unknown>
  /** The content of a file; undefined if there is none. A redirection to another server does not get the token. */
  file(path: string): Promise<string | undefined>
}

/** One request takes at most so many milliseconds. */
const timeout = 30_000

/** @param address of the API without a slash at the end: `https://api.github.com` */
export function apiAt(address: string, token: string): Api {
  const request = (path: string, init: RequestInit): Promise<Response> =>
    fetch(`${address}${path}`, {
      ...init,
      signal: AbortSignal.timeout(timeout),
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'user-agent': 'thanos-gitops',
        ...init.headers,
      },
    })
  return {
    async json(method, path, body) {
      const response = await request(path, {
        method,
        redirect: 'error',
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      if (!response.ok)
        throw new Error(`${method} ${address}${path} answers ${response.status}: ${await problem(response)}`)
      return response.json()
    },
    async file(path) {
      const response = await request(path, { method: 'GET', redirect: 'follow', headers: { accept: '*/*' } })
      if (response.status === 404) return undefined
      if (!response.ok) throw new Error(`GET ${address}${path} answers ${response.status}: ${await problem(response)}`)
      return response.text()
    },
  }
}

const problem = async (response: Response): Promise<string> => (await response.text()).slice(0, 300)
