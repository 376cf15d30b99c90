// What makes a copy of the repository a team's own, from options and answers.
import { branchName, repositoryUrl } from '@thanos-gitops/delivery'
import { dnsName, type Environment } from '@thanos-gitops/manifest'
import { git } from '../git.ts'
import { requireEnvironmentName, requireName, requireSeries } from '../new-environment/files.ts'
import { parseRetention, type Retention } from '../new-environment/retention.ts'
import { requireFormat } from '../script-options.ts'
import { type Origin, upstreamAddress } from '../upgrade/origin.ts'
import { type Answering, answerTo, requireOptions } from './answers.ts'
import { copiedFrom } from './copied-from.ts'
import { type Mirror, readMirror } from './mirror.ts'
import { chooseObjectStorage, type ObjectStorage } from './object-storage.ts'
import { type Owners, readOwners } from './owners.ts'
import { chooseReceiver, type Receiver } from './receiver.ts'
import { examplesIn } from './repository-state.ts'

export interface Adoption {
  readonly repository: string
  readonly branch: string
  /** The repository and the version of thanos-gitops that the copy has, as far as they are known. */
  readonly copiedFrom: Origin
  /** The name of the environment, which is also the external label `cluster` of its series. */
  readonly name: string
  readonly owners: Owners
  readonly objectStorage: ObjectStorage
  /** Undefined for the class of the base, which Rook creates. */
  readonly storageClass: string | undefined
  readonly receiver: Receiver
  readonly mirror: Mirror
  readonly kubernetes: string | undefined
  readonly namespace: string | undefined
  readonly delivery: Environment['delivery'] | undefined
  readonly series: string | undefined
  readonly retention: Retention
}

/** Options without which no adoption is possible. */
const required = ['repository', 'cluster', 'owners', 'object-storage', 'receiver']

/** @throws Failure for a value that is missing or not valid */
export async function chooseAdoption(root: string, answering: Answering): Promise<Adoption> {
  requireOptions(answering, required)
  const { options } = answering
  const optional = (name: string): string | undefined => options[name] as string | undefined
  requireSeries(optional('series'))
  const retention = optional('retention')
  const repository = await chooseRepository(root, answering)
  const upstream = optional('upstream')
  const places = {
    repository,
    copiedFrom: await copiedFrom(
      root,
      repository,
      upstream === undefined ? undefined : checked('--upstream', upstream, upstreamAddress),
    ),
    branch: checked('--branch', optional('branch') ?? 'main', branchName),
    name: await chooseName(root, answering),
    owners: await chooseOwners(answering),
  }
  const objectStorage = await chooseObjectStorage(answering)
  return {
    ...places,
    objectStorage,
    storageClass: await chooseStorageClass(answering, objectStorage),
    receiver: await chooseReceiver(answering),
    mirror: await answerTo(answering, {
      option: 'mirror',
      question: 'A mirror for images, such as registry.example.com/mirror?',
      otherwise: '',
      read: readMirror,
    }),
    kubernetes: optional('kubernetes'),
    namespace: optional('namespace'),
    delivery: optional('delivery') as Adoption['delivery'],
    series: optional('series'),
    retention: retention === undefined ? '0d' : parseRetention('--retention', retention),
  }
}

async function chooseRepository(root: string, answering: Answering): Promise<string> {
  const origin = answering.ask === undefined ? undefined : await git(root, 'remote', 'get-url', 'origin')
  // `git clone` also takes git@host:path, which Flux does not.
  const address = origin?.replace(/^([\w.-]+@[\w.-]+):(?!\/\/)/, 'ssh://$1/')
  return answerTo(answering, {
    option: 'repository',
    question: 'The address from which Argo CD or Flux read the repository?',
    otherwise: address !== undefined && repositoryUrl.pattern.test(address) ? address : undefined,
    read: (text) => checked('--repository', text, repositoryUrl),
  })
}

const chooseName = (root: string, answering: Answering): Promise<string> =>
  answerTo(answering, {
    option: 'cluster',
    question: 'The name of the first cluster, such as eu-1?',
    read: (name) => {
      if (examplesIn(root).includes(name)) requireEnvironmentName(name)
      else requireName(root, name)
      return name
    },
  })

async function chooseOwners(answering: Answering): Promise<Owners> {
  const all = await answerTo(answering, {
    option: 'owners',
    question: 'Who reviews changes, such as @my-company/platform?',
    read: (text) => readOwners('owners', text),
  })
  const environments = answering.options['environment-owners']
  return {
    all,
    environments: environments === undefined ? all : readOwners('environment-owners', String(environments)),
  }
}

async function chooseStorageClass(answering: Answering, { provider }: ObjectStorage): Promise<string | undefined> {
  if (provider === 'rook' && answering.options['storage-class'] === undefined) return undefined
  return answerTo(answering, {
    option: 'storage-class',
    question: 'The StorageClass of volumes, such as gp3?',
    read: (text) =>
      checked('--storage-class', text, { ...dnsName, description: 'the name of a StorageClass', example: 'gp3' }),
  })
}

function checked(option: string, value: string, format: Parameters<typeof requireFormat>[2]): string {
  requireFormat(option, value, format)
  return value
}
