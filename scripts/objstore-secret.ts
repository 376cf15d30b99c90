// Where the bucket's claim lives in another namespace or another cluster: carries its keys to the Secret that the pods read. A key is
// in this process' memory on its way from one API server to the other, and nowhere else: not printed, not in a file, not in an argument.
import { openCluster } from './cluster.ts'
import { loadStack } from './environment.ts'
import { type LiveObject, openContext } from './kubectl.ts'
import { failure, main, type Script } from './script.ts'

const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const

interface WithData extends LiveObject {
  readonly data?: Readonly<Record<string, string>>
}

export const objstoreSecret: Script = {
  usage: 'objstore-secret -- ENVIRONMENT --from-context NAME --from-namespace NAME [--claim NAME] [--context NAME]',
  help: `Reads the Secret and the ConfigMap that an ObjectBucketClaim made, and writes the Secret that the environment's pods read
(objectStorage: existing-secret in environment.yaml). Says which bucket it is, and refuses where environment.yaml names another
one. Running it again changes nothing, unless the keys have changed. A credential is never printed.

  --from-context NAME    the kubectl context of the cluster where the claim is
  --from-namespace NAME  the claim's namespace
  --claim NAME           the claim; thanos-bucket without it
  --context NAME         the context to write to; without it, the one that is called as the environment`,
  options: {
    context: { type: 'string' },
    'from-context': { type: 'string' },
    'from-namespace': { type: 'string' },
    claim: { type: 'string' },
  },
  names: 1,
  async run({ root, positionals, options, dryRun }) {
    const { environment } = await loadStack(root, positionals[0]!)
    const { objectStorage, objectStorageSettings: settings, namespace } = environment
    if (objectStorage !== 'existing-secret')
      throw failure(
        'wrong-use',
        `${environment.name} has objectStorage: ${objectStorage}, which makes its Secret by itself or needs none.`,
        'Set objectStorage: {provider: existing-secret, …} in environment.yaml; environments/README.md shows it.',
      )
    const {
      'from-context': fromContext,
      'from-namespace': fromNamespace,
      claim = 'thanos-bucket',
    } = options as Readonly<Record<string, string | undefined>>
    if (fromContext === undefined || fromNamespace === undefined)
      throw failure('wrong-use', 'Where is the claim?', 'Say it with --from-context and --from-namespace.')

    const source = await openContext(fromContext, environment.name)
    const found = async (kind: string): Promise<WithData> => {
      const object: WithData | undefined = await source.get([kind, claim, `--namespace=${fromNamespace}`])
      if (object === undefined)
        throw failure(
          'claim-missing',
          `There is no ${kind} ${claim} in namespace ${fromNamespace} of context ${fromContext}.`,
          'Look whether the claim is Bound: kubectl get objectbucketclaim. Its name goes into --claim.',
        )
      return object
    }
    const [secret, configMap] = [await found('secret'), await found('configmap')]
    const missing = [
      ...keys.filter((key) => !secret.data?.[key]),
      ...['BUCKET_NAME', 'BUCKET_HOST'].filter((key) => !configMap.data?.[key]),
    ]
    if (missing.length > 0)
      throw failure(
        'claim-incomplete',
        `Secret and ConfigMap ${claim} lack ${missing.join(', ')}.`,
        'Look whether they are of an ObjectBucketClaim, and whether it is Bound.',
      )
    const bucket = configMap.data!.BUCKET_NAME!
    if (bucket !== settings.bucket)
      throw failure(
        'bucket-differs',
        `The keys are of bucket ${bucket}, and environment.yaml of ${environment.name} names ${settings.bucket}.`,
        `Write bucket: ${bucket} in objectStorage, or name the right claim.`,
      )

    const { kubectl, hasNamespace } = await openCluster(environment, options.context as string | undefined)
    if (!hasNamespace)
      throw failure(
        'namespace-missing',
        `The cluster of context ${kubectl.context} has no namespace ${namespace}.`,
        `Run bootstrap first: npm run bootstrap -- ${environment.name}. The pods wait for this Secret.`,
      )
    const name = settings.secret!
    const before: WithData | undefined = await kubectl.get(['secret', name, `--namespace=${namespace}`])
    const same = before !== undefined && keys.every((key) => before.data?.[key] === secret.data![key])
    const where = `Secret ${namespace}/${name} at context ${kubectl.context}`
    console.log(
      `bucket ${bucket} at ${configMap.data!.BUCKET_HOST}:${configMap.data!.BUCKET_PORT ?? ''} (environment.yaml: ${settings.endpoint})`,
    )
    if (same) {
      console.log(`${where} has these keys already.`)
      return 0
    }
    const wanted = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': 'thanos' } },
      type: 'Opaque',
      data: Object.fromEntries(keys.map((key) => [key, secret.data![key]])),
    }
    const { ok, stderr } = await kubectl.call(
      [
        'apply',
        '--server-side',
        '--force-conflicts',
        '--field-manager=objstore-secret',
        ...(dryRun ? ['--dry-run=server'] : []),
        '-f',
        '-',
      ],
      JSON.stringify(wanted),
    )
    // The server may repeat a value that it does not like.
    if (!ok)
      throw failure(
        'secret-refused',
        `${where} could not be written: ${/ cannot \w+ resource /.test(stderr) ? 'the context may not do it' : 'the API server refused it'}.`,
        `Try: kubectl --context ${kubectl.context} auth can-i patch secrets --namespace ${namespace}`,
      )
    const verb = before === undefined ? 'written' : 'given other keys'
    console.log(
      dryRun
        ? `${where} would be ${verb}.`
        : `${where} is ${verb}.${before === undefined ? '' : ' Pods read keys at start only: roll those that use the bucket.'}`,
    )
    return 0
  },
}

if (import.meta.main) await main(objstoreSecret)
