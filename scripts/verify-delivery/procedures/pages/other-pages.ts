// The commands of the pages about dashboards, access, NetworkPolicies, zones and certificates.
import { installCrds } from '../../api-server.ts'
import { otherSections } from '../claims.ts'
import type { Execution } from '../execution.ts'
import type { Procedure } from '../procedure.ts'

/** The commands of all sections that a procedure runs. */
const commandsOf = (execution: Execution, procedure: string): readonly string[] =>
  otherSections
    .filter(({ name }) => name === procedure)
    .flatMap(({ page, heading }) => execution.commandsOfPage(page, heading))

async function secretValue({ rig }: Execution, secret: string, key: string): Promise<string> {
  const found = await rig.kubectl.get(['secret', secret, `--namespace=${rig.namespace}`])
  const { data = {} } = (found ?? {}) as { data?: Readonly<Record<string, string>> }
  return Buffer.from(data[key] ?? '', 'base64').toString()
}

const removeSecret = ({ rig }: Execution, name: string): Promise<string> =>
  rig.kubectl.text(['delete', 'secret', name, `--namespace=${rig.namespace}`, '--ignore-not-found'])

export const dashboardLogin: Procedure = {
  name: 'dashboard-login',
  async run(execution) {
    await removeSecret(execution, 'grafana-admin')
    await execution.run(commandsOf(execution, 'dashboard-login'), {}, 'a password')
    const value = await secretValue(execution, 'grafana-admin', 'password')
    execution.expect(value === 'a password', `the password of Grafana is ${value}`)
  },
}

export const accessSecret: Procedure = {
  name: 'access-secret',
  async run(execution) {
    execution.write('client-secret', 'of the issuer')
    await execution.run(commandsOf(execution, 'access-secret'))
    execution.remove('client-secret')
    const secret = await secretValue(execution, 'oauth2-proxy', 'client-secret')
    execution.expect(secret === 'of the issuer', `the client secret is ${secret}`)
    const cookie = Buffer.from(await secretValue(execution, 'oauth2-proxy', 'cookie-secret'), 'base64url')
    execution.expect(cookie.length === 32, `the cookie secret has ${cookie.length} bytes, and not 32`)
    await removeSecret(execution, 'oauth2-proxy')
  },
}

/** Commands that only read. The kinds of operators that production does not use are installed first. */
export const readPages: Procedure = {
  name: 'read-pages',
  async run(execution) {
    const { kubectl, namespace } = execution.rig
    await installCrds(kubectl, ['cert-manager.io', 'gateway.networking.k8s.io'])
    const certificate = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'thanos-store', namespace },
      spec: { secretName: 'thanos-store-tls', issuerRef: { name: 'ca' } },
    }
    await kubectl.text(['apply', '--server-side', '-f', '-'], JSON.stringify(certificate))
    const output = await execution.run(commandsOf(execution, 'read-pages'))
    await kubectl.text(['delete', 'certificates.cert-manager.io', 'thanos-store', `--namespace=${namespace}`])
    for (const expected of ['deny-all', 'Policy Types', 'thanos-store-tls', 'CLAIM'])
      execution.expect(new RegExp(expected, 'i').test(output), `the commands print no ${expected}: ${output}`)
  },
}
