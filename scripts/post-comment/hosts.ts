/** A comment as an API returns it. */
export interface PostedComment {
  readonly id: number
  readonly body: string
  readonly user?: { readonly login?: string }
  readonly author?: { readonly id?: number }
}

/** How a host names the comments of a pull request. Paths are relative to the address of its API. */
export interface Host {
  /** The largest number of characters of a comment. */
  readonly longest: number
  /** Whether the list of comments has pages. Otherwise one answer has all of them. */
  readonly hasPages: boolean
  /** The comments, and where a new one is posted. @param number of the pull request */
  readonly comments: (repository: string, number: string) => string
  /** One comment, and the method that changes it. */
  readonly comment: (repository: string, number: string, id: number) => readonly [method: 'PATCH' | 'PUT', path: string]
  /** Who posted the comments of the token: only they are changed. `self` is the answer of `/user`, if `readsSelf`. */
  readonly readsSelf: boolean
  readonly isOwn: (comment: PostedComment, self: { readonly id?: number }) => boolean
}

const issueComments = (repository: string, number: string): string => `/repos/${repository}/issues/${number}/comments`
const issueComment = (repository: string, _: string, id: number): readonly ['PATCH', string] => [
  'PATCH',
  `/repos/${repository}/issues/comments/${id}`,
]
const isOf =
  (login: string): Host['isOwn'] =>
  ({ user }) =>
    user?.login === login
const notes = (project: string, number: string): string =>
  `/projects/${encodeURIComponent(project)}/merge_requests/${number}/notes`

export const hosts = {
  // https://docs.github.com/en/rest/issues/comments
  github: {
    longest: 65_536,
    hasPages: true,
    comments: issueComments,
    comment: issueComment,
    // The token of a workflow cannot read /user.
    readsSelf: false,
    isOwn: isOf('github-actions[bot]'),
  },
  // https://docs.gitlab.com/api/notes/
  gitlab: {
    longest: 1_000_000,
    hasPages: true,
    comments: notes,
    comment: (project, number, id) => ['PUT', `${notes(project, number)}/${id}`],
    readsSelf: true,
    isOwn: ({ author }, { id }) => author?.id !== undefined && author.id === id,
  },
  // https://forgejo.org/docs/latest/user/api-usage/ and /api/swagger of each server
  forgejo: {
    longest: 65_536,
    hasPages: false,
    comments: issueComments,
    comment: issueComment,
    readsSelf: false,
    isOwn: isOf('forgejo-actions'),
  },
} as const satisfies Readonly<Record<string, Host>>

export type HostName = keyof typeof hosts
