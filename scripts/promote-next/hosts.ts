import { isObject } from '@thanos-gitops/manifest'

/** A path below the address of an API. */
export interface HostRequest {
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
}

interface Repository {
  readonly repository: string
  /** The branch into which pull requests are merged. */
  readonly branch: string
}

/** How statuses of commits and pull requests are read from a host. */
export interface HostApi {
  readonly title: string
  /** The names of the variables for the token, the address of the API, and the repository if a CI of the host sets one. */
  readonly variables: { readonly token: string; readonly api: string; readonly repository?: string }
  /** What the token may read. */
  readonly permissions: string
  readonly headers: Readonly<Record<string, string>>
  /** The parameter for the length of a page, and the longest one. */
  readonly pageSize: readonly [parameter: string, value: number]
  readonly statuses: (repository: string, commit: string) => HostRequest
  readonly statusesOf: (answer: unknown) => unknown
  readonly nameField: string
  readonly stateField: string
  /** With `mayBeMissing`, the answer is one pull request, or 404 if there is none: the other request finds out whether the repository is readable. */
  readonly pullRequests: (
    repository: Repository,
    branch: string,
  ) => { readonly request: HostRequest; readonly mayBeMissing?: HostRequest }
  readonly numberField: string
  readonly pullRequestState: (entry: Readonly<Record<string, unknown>>) => string
}

const mergedOr = (isMerged: boolean, state: unknown): string => (isMerged ? 'merged' : String(state))

const project = (repository: string): string => `/projects/${encodeURIComponent(repository)}`

export const hosts = {
  // https://docs.github.com/rest/commits/statuses and https://docs.github.com/rest/pulls/pulls
  github: {
    title: 'GitHub',
    variables: { token: 'GH_TOKEN', api: 'GITHUB_API_URL', repository: 'GITHUB_REPOSITORY' },
    permissions: 'statuses: read, pull-requests: read',
    headers: { Accept: 'application/vnd.github+json', 'X-GitHub-Api-Version': '2022-11-28' },
    pageSize: ['per_page', 100],
    statuses: (repository, commit) => ({ path: `/repos/${repository}/commits/${commit}/status` }),
    statusesOf: (answer) => (isObject(answer) ? answer.statuses : undefined),
    nameField: 'context',
    stateField: 'state',
    pullRequests: ({ repository }, branch) => ({
      request: {
        path: `/repos/${repository}/pulls`,
        query: { head: `${repository.split('/')[0]}:${branch}`, state: 'all' },
      },
    }),
    numberField: 'number',
    pullRequestState: ({ state, merged_at: merged }) => mergedOr(typeof merged === 'string', state),
  },
  // https://docs.gitlab.com/api/commits and https://docs.gitlab.com/api/merge_requests
  gitlab: {
    title: 'GitLab',
    variables: { token: 'GITLAB_TOKEN', api: 'CI_API_V4_URL', repository: 'CI_PROJECT_PATH' },
    permissions: 'read_api',
    headers: { Accept: 'application/json' },
    pageSize: ['per_page', 100],
    statuses: (repository, commit) => ({ path: `${project(repository)}/repository/commits/${commit}/statuses` }),
    statusesOf: (answer) => answer,
    nameField: 'name',
    stateField: 'status',
    pullRequests: ({ repository }, branch) => ({
      request: {
        path: `${project(repository)}/merge_requests`,
        query: { source_branch: branch, state: 'all', scope: 'all' },
      },
    }),
    numberField: 'iid',
    pullRequestState: ({ state }) => String(state),
  },
  // https://docs.gitea.com/api: repoListStatuses and repoGetPullRequestByBaseHead, which finds closed ones too. Forgejo has the same.
  gitea: {
    title: 'Gitea',
    variables: { token: 'GITEA_TOKEN', api: 'GITEA_API_URL' },
    permissions: 'read:repository',
    headers: { Accept: 'application/json' },
    pageSize: ['limit', 50],
    statuses: (repository, commit) => ({ path: `/repos/${repository}/statuses/${commit}` }),
    statusesOf: (answer) => answer,
    nameField: 'context',
    stateField: 'status',
    pullRequests: ({ repository, branch: base }, branch) => ({
      request: { path: `/repos/${repository}/pulls/${encodeURIComponent(base)}/${branch}` },
      mayBeMissing: { path: `/repos/${repository}` },
    }),
    numberField: 'number',
    pullRequestState: ({ state, merged }) => mergedOr(merged === true, state),
  },
} satisfies Readonly<Record<string, HostApi>>

export type HostName = keyof typeof hosts
