// What the kubelet gives a pod for its requests to the API server.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiServer } from '../../verify-delivery/api-server.ts'
import type { Workload } from './template.ts'

const folder = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The token of the service account of a workload, and the authority. Empty if the workload has no token. */
export async function serviceAccountFiles(
  { kubectl, folder: ofServer }: ApiServer,
  { metadata: { namespace }, spec }: Workload,
): Promise<ReadonlyMap<string, string>> {
  const { serviceAccountName, automountServiceAccountToken } = spec.template.spec
  if (serviceAccountName === undefined || automountServiceAccountToken !== true) return new Map()
  const token = await kubectl.text(['create', 'token', serviceAccountName, `--namespace=${namespace}`])
  return new Map([
    [`${folder}/token`, token.trim()],
    // The server signs its certificate itself.
    [`${folder}/ca.crt`, readFileSync(join(ofServer, 'certificates', 'apiserver.crt'), 'utf8')],
    [`${folder}/namespace`, namespace],
  ])
}

export function serviceAccountVariables({ address }: ApiServer): Readonly<Record<string, string>> {
  const { hostname, port } = new URL(address)
  return { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port }
}
