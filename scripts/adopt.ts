// A fresh copy of the repository becomes a team's own: its address, owners and first environment instead of the examples.
import { defineCommand, dryRunOption, runScript } from '@thanos-gitops/command-line'
import { bucketTypes, deliveries } from '@thanos-gitops/manifest'
import { kubernetesVersions } from '@thanos-gitops/schemas'
import { chooseAdoption } from './adopt/adoption.ts'
import { changesOf, makeChanges } from './adopt/changes.ts'
import { providers } from './adopt/object-storage.ts'
import { receiverNames } from './adopt/receiver.ts'
import { nextSteps, planOf } from './adopt/report.ts'
import { requireFreshCopy } from './adopt/repository-state.ts'
import { git } from './git.ts'
import { repositoryRoot, scriptRootOption } from './script-options.ts'
import { terminalQuestion } from './terminal-question.ts'

/** An option that has one value. */
const value = <const V extends string>(placeholder: V, help: string) =>
  ({ type: 'string', value: placeholder, help }) as const

export const adopt = defineCommand(
  {
    name: 'adopt',
    summary: "make a fresh copy of this repository your team's own",
    description: `Removes the example environments, creates the first environment of yours, and sets the address of the repository, the owners, the
bucket, the storage class, the receiver of alerts and a mirror of images. Then it renders, validates and checks. If a step fails, all files are as
before. In a terminal, it asks for what the options do not set. It commits nothing.

Credentials are never on the command line: receivers and buckets refer to Secrets, which the last lines list.`,
    forms: [[]],
    options: {
      repository: value(
        'URL',
        'The address from which Argo CD or Flux read the repository. It begins with https:// or ssh://.',
      ),
      branch: value('NAME', 'The branch that they read. Default: main.'),
      cluster: value(
        'NAME',
        'The name of the first cluster: of its folder in environments/, and of its series, where it can never change.',
      ),
      owners: value(
        'OWNERS',
        'Who reviews changes: teams, persons or addresses for CODEOWNERS, with commas between them.',
      ),
      'environment-owners': value('OWNERS', 'Who reviews changes of environments. Default: the owners.'),
      'object-storage': {
        ...value(
          'PROVIDER',
          'Who provides the bucket, or its credentials: environments/object-storage.md describes the providers.',
        ),
        choices: providers,
      },
      'bucket-type': {
        ...value('TYPE', 'The API of the bucket: s3 (the default), gcs (Google Cloud) or azure.'),
        choices: bucketTypes,
      },
      bucket: value('NAME', 'The bucket, or the container of Azure.'),
      prefix: value('FOLDER', 'A folder of the bucket, which several clusters then share.'),
      endpoint: value('HOST', 'The host of the bucket, and its port unless it is 443.'),
      region: value('NAME', 'The region of the bucket.'),
      'storage-account': value('NAME', 'azure: the storage account.'),
      credential: value('KIND', 'azure: account-key (the default) or connection-string.'),
      'bucket-secret': value('NAME', 'existing-secret: the Secret with the credentials. Default: thanos-bucket.'),
      'secret-store': value('NAME', 'external-secret: the store.'),
      'secret-store-kind': value('KIND', 'external-secret: ClusterSecretStore (the default) or SecretStore.'),
      'secret-key': value('ENTRY', 'external-secret: the entry of the store.'),
      'sealed-access-key-id': value('VALUE', 'sealed-secret: what kubeseal --raw printed.'),
      'sealed-secret-access-key': value('VALUE', 'sealed-secret: what kubeseal --raw printed.'),
      'sealed-credential': value('VALUE', 'sealed-secret with gcs or azure: what kubeseal --raw printed.'),
      'role-arn': value('ARN', 'workload-identity: the role of the pods.'),
      identity: value('KIND', 'workload-identity: irsa (the default) or eks-pod-identity, which needs no role here.'),
      'google-service-account': value('ADDRESS', 'workload-identity with gcs: the service account of the pods.'),
      'client-id': value('ID', 'workload-identity with azure: the client ID of the managed identity.'),
      'tenant-id': value('ID', 'workload-identity with azure: its tenant, unless it is that of the cluster.'),
      'storage-class': value('NAME', 'The StorageClass of all volumes. Default with rook: rook-ceph-block.'),
      receiver: { ...value('KIND', 'Who gets alerts, by a receiver of Alertmanager.'), choices: receiverNames },
      'receiver-fields': {
        type: 'list',
        value: 'NAME=VALUE,…',
        help: 'Its fields, such as channel=#alerts. NAME=key:KEY refers to a key of the Secret alertmanager-receivers; the secrets that Alertmanager requires are added.',
      },
      mirror: value(
        'PREFIX',
        'Take all images from registry.example.com/mirror; or quay.io=registry.example.com/quay,docker.io=… for each registry.',
      ),
      kubernetes: {
        ...value('VERSION', 'The minor version of the cluster. Default: that of the template.'),
        choices: kubernetesVersions,
      },
      namespace: value('NAME', 'The namespace of the stack. Default: kube-monitor.'),
      delivery: { ...value('TOOL', 'Default: argo-cd.'), choices: deliveries },
      series: value('COUNT', 'Active series of one Prometheus replica, such as 750k or 3M, from which sizes follow.'),
      retention: value('DURATION', 'How long blocks are kept: 400d, or raw=30d,5m=180d,1h=2y. Default: indefinitely.'),
      upstream: value(
        'URL',
        'The repository of thanos-gitops, which npm run upgrade reads. Default: the one that this copy was cloned from.',
      ),
      'dry-run': dryRunOption,
      root: scriptRootOption,
    },
    examples: [
      { args: '', help: 'In a terminal: asks for everything.' },
      {
        args: '--repository https://github.com/my-company/thanos-gitops.git --cluster eu-1 --owners @my-company/platform --object-storage existing-secret --bucket my-company-thanos --endpoint s3.eu-central-1.amazonaws.com --region eu-central-1 --storage-class gp3 --receiver slack --receiver-fields channel=#alerts',
        help: 'A bucket of AWS, volumes of EBS, alerts to Slack.',
      },
    ],
  },
  async ({ options }) => {
    const root = repositoryRoot(options.root)
    await requireFreshCopy(root)
    const adoption = await chooseAdoption(root, { options, ask: terminalQuestion() })
    const changes = changesOf(root, adoption)
    if (options['dry-run']) {
      console.log(planOf(adoption, changes))
      return 0
    }
    const rendered = await makeChanges(root, adoption, changes)
    const origin = await git(root, 'remote', 'get-url', 'origin')
    console.log(`${rendered}\nrender, validate and check pass.\n\n${nextSteps(adoption, origin)}`)
    return 0
  },
)

if (import.meta.main) await runScript(adopt)
