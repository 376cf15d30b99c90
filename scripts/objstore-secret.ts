// Copies the keys of a bucket claim in another namespace or cluster to the Secret that the pods read. A key is only in the memory of
// this process: it is not printed, and neither in a file nor in an argument.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { dnsLabel, dnsName, type Environment, keysOfBucket } from '@thanos-gitops/manifest'
import { openCluster } from './cluster.ts'
import { loadStack } from './environment.ts'
import { failure } from './failure.ts'
import { type Kubectl, type LiveObject, openContext } from './kubectl.ts'
import {
  contextOption,
  environmentArgument,
  repositoryRoot,
  requireFormat,
  scriptRootOption,
} from './script-options.ts'

const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const

interface ObjectWithData extends LiveObject {
  readonly data?: Readonly<Record<string, string>>
}

export const objstoreSecret = defineCommand(
  {
    name: 'objstore-secret',
    summary: 'copy the keys of a bucket to the Secret that the pods read',
    description:
      'Reads the Secret and the ConfigMap of an ObjectBucketClaim, in another namespace or cluster, and writes the Secret that the pods of the environment read (objectStorage: existing-secret in environment.yaml). Prints the bucket, and refuses a bucket that differs from environment.yaml. Running it again changes nothing unless the keys have changed. It never prints a credential.',
    forms: [[environmentArgument]],
    options: {
      'from-context': { type: 'string', value: 'NAME', required: true, help: 'The kubectl context of the claim.' },
      'from-namespace': { type: 'string', value: 'NAME', required: true, help: 'The namespace of the claim.' },
      claim: { type: 'string', value: 'NAME', default: 'thanos-bucket', help: 'The claim.' },
      context: contextOption,
      'dry-run': dryRunOption,
      root: scriptRootOption,
    },
    examples: [
      {
        args: 'us-1 --from-context rook-cluster --from-namespace rook-buckets --dry-run',
        help: 'Check both clusters without a change.',
      },
    ],
  },
  async ({ positionals: [name = ''], options }) => {
    // kubectl reads a name that begins with a dash as an option.
    requireFormat('--from-namespace', options['from-namespace'], dnsLabel)
    requireFormat('--claim', options.claim, dnsName)
    const { environment } = await loadStack(repositoryRoot(options.root), name)
    requireExistingSecret(environment)
    const claim = await readClaim(environment, options['from-context'], options['from-namespace'], options.claim)
    requireBucket(environment, claim)
    return writeSecret(environment, claim, options.context, options['dry-run'])
  },
)

interface Claim {
  /** By the names of `keys`, in Base64. */
  readonly credentials: Readonly<Record<string, string>>
  readonly bucket: string
  readonly address: string
}

function requireExistingSecret({ name, objectStorage, objectStorageSettings }: Environment): void {
  const { type } = objectStorageSettings
  if (objectStorage === 'existing-secret' && type !== undefined)
    throw failure(
      'usage-error',
      `The bucket of ${name} is of type ${type}, and an ObjectBucketClaim has keys of S3.`,
      `Create Secret ${objectStorageSettings.secret} with the key ${keysOfBucket(objectStorage, objectStorageSettings).join(', ')}: environments/object-storage.md.`,
    )
  if (objectStorage !== 'existing-secret')
    throw failure(
      'usage-error',
      `${name} has objectStorage: ${objectStorage}, which creates its Secret or needs none.`,
      'Set objectStorage: {provider: existing-secret, …} in environment.yaml; environments/object-storage.md has an example.',
    )
}

async function readClaim(environment: Environment, context: string, namespace: string, name: string): Promise<Claim> {
  const source = await openContext(context, environment.name)
  const read = async (kind: string): Promise<ObjectWithData> => {
    const object: ObjectWithData | undefined = await source.get([kind, name, `--namespace=${namespace}`])
    if (object !== undefined) return object
    throw failure(
      'claim-missing',
      `There is no ${kind} ${name} in namespace ${namespace} of context ${context}.`,
      'Check whether the claim is Bound: kubectl get objectbucketclaim. Name it with --claim.',
    )
  }
  const { data: secret = {} } = await read('secret')
  const { data: settings = {} } = await read('configmap')
  const missing = [
    ...keys.filter((key) => !secret[key]),
    ...['BUCKET_NAME', 'BUCKET_HOST'].filter((key) => !settings[key]),
  ]
  if (missing.length > 0)
    throw failure(
      'claim-incomplete',
      `Secret and ConfigMap ${name} lack ${missing.join(', ')}.`,
      'Check whether they belong to an ObjectBucketClaim, and whether it is Bound.',
    )
  return {
    credentials: Object.fromEntries(keys.map((key) => [key, secret[key]!])),
    bucket: settings.BUCKET_NAME!,
    address: `${settings.BUCKET_HOST}:${settings.BUCKET_PORT ?? ''}`,
  }
}

function requireBucket({ name, objectStorageSettings: { bucket } }: Environment, claim: Claim): void {
  if (claim.bucket !== bucket)
    throw failure(
      'bucket-differs',
      `The keys belong to bucket ${claim.bucket}, and environment.yaml of ${name} sets ${bucket}.`,
      `Set bucket: ${claim.bucket} in objectStorage, or name the right claim.`,
    )
}

async function writeSecret(
  environment: Environment,
  { credentials, bucket, address }: Claim,
  context: string | undefined,
  isDryRun: boolean,
): Promise<number> {
  const { namespace, objectStorageSettings: settings } = environment
  const { kubectl, hasNamespace } = await openCluster(environment, context)
  if (!hasNamespace)
    throw failure(
      'namespace-missing',
      `The cluster of context ${kubectl.context} has no namespace ${namespace}.`,
      `Run bootstrap first: npm run bootstrap -- ${environment.name}. The pods wait for this Secret.`,
    )
  const name = settings.secret!
  const before: ObjectWithData | undefined = await kubectl.get(['secret', name, `--namespace=${namespace}`])
  const secret = secretText(kubectl, { name, namespace })
  console.log(`bucket ${bucket} at ${address} (environment.yaml: ${settings.endpoint})`)
  if (before !== undefined && keys.every((key) => before.data?.[key] === credentials[key])) {
    console.log(`${secret} has these keys already.`)
    return 0
  }
  await applySecret(kubectl, manifestOf(name, namespace, credentials), isDryRun)
  const change = before === undefined ? 'written' : 'updated with other keys'
  console.log(
    isDryRun
      ? `${secret} would be ${change}.`
      : `${secret} is ${change}.${before === undefined ? '' : ' Pods read keys only when they start: restart the pods that use the bucket.'}`,
  )
  return 0
}

const secretText = ({ context }: Kubectl, { name, namespace }: { readonly name: string; readonly namespace: string }) =>
  `Secret ${namespace}/${name} at context ${context}`

const manifestOf = (name: string, namespace: string, data: Claim['credentials']) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': 'thanos' } },
  type: 'Opaque',
  data,
})

async function applySecret(
  kubectl: Kubectl,
  manifest: ReturnType<typeof manifestOf>,
  isDryRun: boolean,
): Promise<void> {
  const { ok, stderr } = await kubectl.call(
    [
      'apply',
      '--server-side',
      '--force-conflicts',
      '--field-manager=objstore-secret',
      ...(isDryRun ? ['--dry-run=server'] : []),
      '-f',
      '-',
    ],
    JSON.stringify(manifest),
  )
  if (ok) return
  // The error of the server may contain a value, and is not printed.
  const reason = / cannot \w+ resource /.test(stderr) ? 'the context is not allowed to' : 'the API server refuses it'
  throw failure(
    'secret-refused',
    `${secretText(kubectl, manifest.metadata)} cannot be written: ${reason}.`,
    `Run: kubectl --context ${kubectl.context} auth can-i patch secrets --namespace ${manifest.metadata.namespace}`,
  )
}

if (import.meta.main) await runScript(objstoreSecret)
