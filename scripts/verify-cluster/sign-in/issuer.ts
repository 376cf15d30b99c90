// An OpenID Connect issuer with one client: the code flow with PKCE, as the issuers of companies have it. The person whose name is in
// `signedIn` is signed in at it.
import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { Client, Person } from './people.ts'
import { type Forgery, TokenSigner } from './token-signer.ts'

/** What the issuer remembers of a sign-in until its client redeems the code. */
interface Grant {
  readonly person: Person
  readonly redirectUrl: string
  readonly nonce: string
  readonly codeChallenge: string
}

interface Answer {
  readonly status: number
  readonly location?: string
  readonly body?: unknown
}

const refused = (error: string): Answer => ({ status: 400, body: { error } })

export class Issuer {
  /** Who is signed in at the issuer. */
  signedIn: Person | undefined
  /** A defect of the next ID tokens. */
  forgery: Forgery | undefined
  /** The scopes of the last request. */
  scope = ''
  readonly #server: Server
  readonly #client: Client
  readonly #signer = new TokenSigner()
  readonly #grants = new Map<string, Grant>()
  readonly #tokens = new Map<string, Person>()

  private constructor(server: Server, client: Client) {
    this.#server = server
    this.#client = client
  }

  /** @param tls the certificate for the host of the issuer's address */
  static async start(client: Client, tls: { readonly key: string; readonly cert: string }): Promise<Issuer> {
    const server = createServer(tls)
    const issuer = new Issuer(server, client)
    server.on('request', (request, response) => void issuer.#serve(request, response))
    const { hostname, port } = new URL(client.issuer)
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(Number(port), hostname, resolve))
    return issuer
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.#client.issuer)
    const { status, location, body } = await this.#answer(request, url)
    if (location !== undefined) response.setHeader('location', location)
    if (body !== undefined) response.setHeader('content-type', 'application/json')
    response.writeHead(status).end(body === undefined ? '' : JSON.stringify(body))
  }

  async #answer(request: IncomingMessage, url: URL): Promise<Answer> {
    const path = url.pathname.slice(new URL(this.#client.issuer).pathname.length)
    if (path === '/.well-known/openid-configuration') return { status: 200, body: this.#configuration() }
    if (path === '/keys') return { status: 200, body: { keys: [this.#signer.publicKey] } }
    if (path === '/authorize') return this.#authorize(url.searchParams)
    if (path === '/token') return this.#redeem(request, new URLSearchParams(await bodyOf(request)))
    if (path === '/userinfo') return this.#userInfo(request)
    return { status: 404 }
  }

  #configuration(): object {
    const { issuer } = this.#client
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
    }
  }

  #authorize(query: URLSearchParams): Answer {
    const field = (name: string): string => query.get(name) ?? ''
    const redirectUrl = field('redirect_uri')
    if (field('client_id') !== this.#client.clientId) return refused('unknown client')
    if (!this.#client.redirectUrls.includes(redirectUrl))
      return refused(`redirect_uri ${redirectUrl} is not registered`)
    if (field('response_type') !== 'code' || field('code_challenge_method') !== 'S256')
      return refused('unsupported flow')
    if (['state', 'nonce', 'code_challenge'].some((name) => field(name) === '')) return refused('a value is missing')
    if (this.signedIn === undefined) return { status: 401 }
    this.scope = field('scope')
    const code = randomUUID()
    const grant = { redirectUrl, nonce: field('nonce'), codeChallenge: field('code_challenge') }
    this.#grants.set(code, { person: this.signedIn, ...grant })
    return { status: 302, location: `${redirectUrl}?${new URLSearchParams({ code, state: field('state') })}` }
  }

  #redeem(request: IncomingMessage, form: URLSearchParams): Answer {
    const code = form.get('code') ?? ''
    const grant = this.#grants.get(code)
    this.#grants.delete(code)
    if (!this.#isClient(request, form)) return { status: 401, body: { error: 'invalid_client' } }
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (grant?.redirectUrl !== form.get('redirect_uri') || grant.codeChallenge !== challenge)
      return refused('invalid_grant')
    const accessToken = randomUUID()
    this.#tokens.set(accessToken, grant.person)
    const token = this.#signer.idToken(this.#client, grant.person, grant.nonce, this.forgery)
    return { status: 200, body: { access_token: accessToken, id_token: token, token_type: 'Bearer', expires_in: 300 } }
  }

  /** The client authenticates in the header or in the form. */
  #isClient({ headers }: IncomingMessage, form: URLSearchParams): boolean {
    const { clientId, clientSecret } = this.#client
    const basic = `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}`
    return (
      headers.authorization === basic ||
      (form.get('client_id') === clientId && form.get('client_secret') === clientSecret)
    )
  }

  #userInfo({ headers }: IncomingMessage): Answer {
    const person = this.#tokens.get(headers.authorization?.replace(/^Bearer /, '') ?? '')
    return person === undefined ? { status: 401 } : { status: 200, body: { sub: person.name, ...person.claims } }
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
