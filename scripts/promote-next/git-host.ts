import { isObject } from '@thanos-gitops/manifest'
import { failure } from '../failure.ts'
import { type HostAddress, hostClient } from './host-client.ts'
import { type HostApi, type HostName, hosts } from './hosts.ts'

export interface PullRequest {
  readonly number: number
  readonly state: string
}

/** What is read from the host of the repository. */
export interface GitHost {
  /** The newest state of each status of a commit, by its name. All hosts name a success `success`. */
  statuses(commit: string): Promise<ReadonlyMap<string, string>>
  /** The pull requests from a branch of the repository, also closed and merged ones. */
  pullRequests(branch: string): Promise<readonly PullRequest[]>
}

export function gitHost(name: HostName, address: HostAddress): GitHost {
  const host: HostApi = hosts[name]
  const client = hostClient(host, address)
  const entriesOf = (value: unknown, what: string): readonly Readonly<Record<string, unknown>>[] => {
    if (Array.isArray(value)) return (value as readonly unknown[]).filter(isObject)
    throw failure(
      'git-host-failed',
      `The answer to the request for ${what} is not one of the API of ${host.title}.`,
      `Check ${host.variables.api}, or the address in notifications of environments/delivery.yaml.`,
    )
  }
  return {
    async statuses(commit) {
      const answers = await client.pages(host.statuses(address.repository, commit))
      const listed = answers.flatMap((answer) => entriesOf(host.statusesOf(answer), 'commit statuses'))
      const oldestFirst = listed.toSorted((one, other) => idOf(one) - idOf(other))
      return new Map(
        oldestFirst.flatMap((entry): readonly [string, string][] => {
          const [status, state] = [entry[host.nameField], entry[host.stateField]]
          return typeof status === 'string' && typeof state === 'string' ? [[status, state]] : []
        }),
      )
    },
    async pullRequests(branch) {
      const { request, mayBeMissing } = host.pullRequests(address, branch)
      const answers =
        mayBeMissing === undefined ? await client.pages(request) : await client.find(request, mayBeMissing)
      return answers
        .flatMap((answer) => entriesOf(mayBeMissing === undefined ? answer : [answer], 'pull requests'))
        .map((entry) => ({ number: Number(entry[host.numberField]), state: host.pullRequestState(entry) }))
    },
  }
}

/** Ids of statuses grow, so that the newest one has the highest. */
const idOf = ({ id }: Readonly<Record<string, unknown>>): number => (typeof id === 'number' ? id : 0)
