// The commands of the pages about dashboards, access, NetworkPolicies, zones and certificates.
import { installCrds } from '../../api-server.ts'
import { head } from '../../scenarios/clone.ts'
import { restoreFiles } from '../../scenarios/edits.ts'
import { otherSections } from '../claims.ts'
import { type Execution, isReplaced } from '../execution.ts'
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

/** The setting of the page, with an Ingress, whose kind each cluster has. */
const access = `
externalUrls: {prometheus: https://prometheus.example.com, alertmanager: https://alertmanager.example.com, query: https://thanos.example.com, grafana: https://grafana.example.com}
access: {issuer: https://login.example.com, clientId: thanos, allowedGroups: [platform-team], ingressClass: nginx}
`

const pages = ['prometheus', 'alertmanager', 'query', 'grafana']

/** Sets the address of each Ingress, as a controller does: Argo CD waits for it. */
async function admitIngresses({ rig }: Execution, names: readonly string[]): Promise<void> {
  const status = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } })
  for (const name of names) {
    const ingress = [`ingress/oauth2-proxy-${name}`, `--namespace=${rig.namespace}`]
    await rig.kubectl.text(['wait', ...ingress, '--for=create', '--timeout=120s'])
    await rig.kubectl.text(['patch', ...ingress, '--subresource=status', '--type=merge', `--patch=${status}`])
  }
}

export const accessSecret: Procedure = {
  name: 'access-secret',
  async run(execution) {
    const { rig } = execution
    const start = await head(rig.clone)
    const [create, restart] = commandsOf(execution, 'access-secret')
    execution.write('client-secret', 'of the issuer')
    await execution.run([create!])
    execution.remove('client-secret')
    const secret = await secretValue(execution, 'oauth2-proxy', 'client-secret')
    execution.expect(secret === 'of the issuer', `the client secret is ${secret}`)
    const cookie = Buffer.from(await secretValue(execution, 'oauth2-proxy', 'cookie-secret'), 'base64url')
    execution.expect(cookie.length === 32, `the cookie secret has ${cookie.length} bytes, and not 32`)
    execution.append(execution.file('environment.yaml'), access)
    const opened = await execution.merge('production: open the pages')
    await admitIngresses(execution, pages)
    await execution.settle(opened)
    const before = await execution.pods('oauth2-proxy-')
    execution.expect(before.size >= pages.length, `the proxies have ${before.size} pods`)
    await execution.run([restart!])
    await execution.settle(await execution.merge('production: restart the proxies'))
    execution.expect(isReplaced(before, await execution.pods('oauth2-proxy-')), 'a pod of the proxies did not restart')
    restoreFiles(rig.clone, start)
    await execution.settle(await rig.push('production: close the pages'))
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
