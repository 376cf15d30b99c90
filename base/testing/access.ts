// The lines of `environment.yaml` for pages that open after a sign-in, with each source of its Secret and each kind of route.

// What `kubeseal --raw` prints is at least as long.
const sealed = 'A'.repeat(400)

const pages = `externalUrls:
  prometheus: https://prometheus.example.com
  alertmanager: https://alertmanager.example.com
  query: https://thanos.example.com
  grafana: https://grafana.example.com
`

const signIn = `access:
  issuer: https://login.example.com/realms/platform
  clientId: thanos`

export const access = {
  gateway: `${pages}${signIn}
  allowedGroups: [platform-team, "cn=operators,dc=example"]
  gateway: {name: public, namespace: gateways, listener: https}
`,
  ingress: `${pages}${signIn}
  allowedGroups: [platform-team]
  ingressClass: nginx
  tlsSecret: thanos-tls
  secrets: {provider: external-secret, secretStore: vault, secretKey: oauth2-proxy}
`,
  'sealed-secret': `${pages}${signIn}
  allowedEmailDomains: [example.com]
  gateway: {name: public, namespace: gateways}
  secrets:
    provider: sealed-secret
    sealed: {client-secret: ${sealed}, cookie-secret: ${sealed}}
`,
} as const
