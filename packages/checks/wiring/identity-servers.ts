// The servers on a node that give pods an identity for their bucket, as far as the manifests show that pods need them.
import { type Mapping, mappingOf } from '@thanos-gitops/manifest'
import type { Container, Program } from '@thanos-gitops/workloads'
import type { CheckContext } from '../engine/check.ts'
import { annotationsOfAccount } from '../engine/service-accounts.ts'
import { configOf } from '../thanos/config-documents.ts'

interface IdentityServer {
  readonly peer: string
  readonly title: string
  readonly ports: readonly number[]
}

/** @param flag of the bucket: `objstore.config` */
export function identityServer(context: CheckContext, program: Program, flag: string): IdentityServer | undefined {
  const { type, config } = mappingOf(configOf(context, program, flag)?.value)
  const { container } = program
  const kind = String(type).toUpperCase()
  if (kind === 'GCS' && needsGoogle(container, mappingOf(config)))
    // Port 988 of 169.254.169.252, or with Dataplane V2 port 80 of 169.254.169.254.
    return {
      peer: 'metadata server of GKE',
      title: 'the metadata server of GKE, which gives the pod its identity',
      ports: [80, 988],
    }
  if (kind === 'S3' && mappingOf(config).aws_sdk_auth === true && needsAgent(context, container))
    return {
      peer: 'agent of EKS Pod Identity',
      title: 'the agent of EKS Pod Identity, which gives the pod its role',
      ports: [80],
    }
  return undefined
}

const needsGoogle = ({ environment }: Container, { service_account: key }: Mapping): boolean =>
  (key === undefined || key === '') && !environment.some(({ name }) => name === 'GOOGLE_APPLICATION_CREDENTIALS')

/** Whether neither an annotation nor variables give the pod a role or keys. */
function needsAgent(context: CheckContext, { workload, environment }: Container): boolean {
  const hasVariable = environment.some(({ name }) =>
    /^AWS_(?:ACCESS_KEY_ID|WEB_IDENTITY_TOKEN_FILE|ROLE_ARN)$/.test(name),
  )
  return !hasVariable && annotationsOfAccount(context, workload)['eks.amazonaws.com/role-arn'] === undefined
}
