/** The hosts whose commit statuses both tools can set. Gitea is also for Forgejo. */
export const statusProviders = ['github', 'gitlab', 'gitea'] as const
export type StatusProvider = (typeof statusProviders)[number]

/** The states that a host has for a sync that runs, succeeded or failed. */
export interface StatusStates {
  readonly running: string
  readonly succeeded: string
  readonly failed: string
}

/** The API of a host for statuses of commits. */
export interface StatusApi {
  /** The address of the API of a repository at a web address. */
  readonly base: (address: URL) => string
  /** The header with the token. `$` and a name is a key of Argo CD's Secret. */
  readonly header: (token: string) => { readonly name: string; readonly value: string }
  /** The path of the statuses of a commit, below the base. */
  readonly path: (repository: string, commit: string) => string
  /** The field with the name of the status. */
  readonly nameField: string
  readonly states: StatusStates
  /** The longest description. */
  readonly descriptionLength: number
  /** Whether the repository can be in nested groups. */
  readonly hasNestedGroups: boolean
}

const githubStates = { running: 'pending', succeeded: 'success', failed: 'failure' }

export const statusApis: Readonly<Record<StatusProvider, StatusApi>> = {
  // https://docs.github.com/rest/commits/statuses
  github: {
    base: ({ host, origin }) => (host === 'github.com' ? 'https://api.github.com' : `${origin}/api/v3`),
    header: (token) => ({ name: 'Authorization', value: `Bearer ${token}` }),
    path: (repository, commit) => `/repos/${repository}/statuses/${commit}`,
    nameField: 'context',
    states: githubStates,
    descriptionLength: 140,
    hasNestedGroups: false,
  },
  // https://docs.gitlab.com/api/commits
  gitlab: {
    base: ({ origin }) => `${origin}/api/v4`,
    header: (token) => ({ name: 'PRIVATE-TOKEN', value: token }),
    path: (repository, commit) => `/projects/${encodeURIComponent(repository)}/statuses/${commit}`,
    nameField: 'name',
    states: { running: 'running', succeeded: 'success', failed: 'failed' },
    descriptionLength: 255,
    hasNestedGroups: true,
  },
  // https://docs.gitea.com/api: repoCreateStatus
  gitea: {
    base: ({ origin }) => `${origin}/api/v1`,
    header: (token) => ({ name: 'Authorization', value: `token ${token}` }),
    path: (repository, commit) => `/repos/${repository}/statuses/${commit}`,
    nameField: 'context',
    states: githubStates,
    descriptionLength: 255,
    hasNestedGroups: false,
  },
}

/** `owner/repository` of a web address. */
export const repositoryOf = (address: string): string =>
  new URL(address).pathname.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')

/** The web address of a repository: that of an address for git, without its user. A port for SSH is not one for HTTPS. */
export function webAddress(repository: string): string {
  const { protocol, hostname, host, pathname } = new URL(repository)
  const origin = protocol === 'ssh:' ? `https://${hostname}` : `${protocol}//${host}`
  return origin + pathname.replace(/\/+$/, '').replace(/\.git$/, '')
}
