/** A cookie of a host. Only its attributes that a browser acts on are kept. */
export interface Cookie {
  readonly name: string
  readonly value: string
  /** As the server wrote them, without the value. */
  readonly attributes: readonly string[]
}

/** The cookies of a browser. */
export class Cookies {
  readonly #byHost = new Map<string, Map<string, Cookie>>()

  /** The value of the header `Cookie`; empty without cookies. */
  of(host: string): string {
    return this.list(host)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  list(host: string): readonly Cookie[] {
    return [...(this.#byHost.get(host)?.values() ?? [])]
  }

  /** @param headers the headers `Set-Cookie` of an answer of the host */
  set(host: string, headers: readonly string[]): void {
    for (const header of headers) this.#put(host, parseCookie(header))
  }

  /** Replaces the value of each cookie whose name matches. */
  change(host: string, name: RegExp, change: (value: string) => string): void {
    for (const cookie of this.list(host))
      if (name.test(cookie.name)) this.#put(host, { ...cookie, value: change(cookie.value) })
  }

  /** Takes over the cookies of another browser. */
  copy(other: Cookies): void {
    for (const [host, cookies] of other.#byHost) for (const cookie of cookies.values()) this.#put(host, cookie)
  }

  #put(host: string, cookie: Cookie): void {
    const ofHost = this.#byHost.get(host) ?? new Map<string, Cookie>()
    this.#byHost.set(host, ofHost)
    if (isExpired(cookie)) ofHost.delete(cookie.name)
    else ofHost.set(cookie.name, cookie)
  }
}

export function parseCookie(header: string): Cookie {
  const [pair = '', ...attributes] = header.split(/;\s*/)
  const separator = pair.indexOf('=')
  return { name: pair.slice(0, separator), value: pair.slice(separator + 1), attributes }
}

/** The value of an attribute: `attributeOf(cookie, 'path')`. Empty for one without a value. */
export const attributeOf = ({ attributes }: Cookie, name: string): string | undefined =>
  attributes
    .map((attribute) => attribute.split('='))
    .find(([key]) => key!.toLowerCase() === name)
    ?.slice(1)
    .join('=') ?? undefined

function isExpired(cookie: Cookie): boolean {
  const seconds = attributeOf(cookie, 'max-age')
  if (seconds !== undefined) return Number(seconds) <= 0
  const expires = attributeOf(cookie, 'expires')
  return expires !== undefined && Date.parse(expires) <= Date.now()
}
