import { isAtRevision, type Place, withoutRevision } from '@thanos-gitops/manifest'

/** The address of a line in the web pages of a host; undefined for a file that is not in the repository. */
export type LinkTo = (place: Place) => string | undefined

/** GitHub has `/blob/`, GitLab `/-/blob/`, and Forgejo and Gitea have `/src/commit/`. */
const page = /^(https?:\/\/[^\s()<>[\]"'`\\]+?\/)((?:-\/)?blob\/|src\/commit\/)([\w.-]+)\/?$/

/**
 * Returns what makes links to lines, from the page of a commit's files: `https://github.com/my-company/thanos-gitops/blob/COMMIT`. A place
 * at a revision gets a link to that revision. Returns undefined if the address has another form.
 */
export function linksAt(address: string): LinkTo | undefined {
  const [, repository, form, commit] = page.exec(address) ?? []
  if (repository === undefined || form === undefined || commit === undefined) return undefined
  return (place) => {
    const { file, line } = withoutRevision(place)
    if (file.startsWith('/') || file.split('/').includes('..')) return undefined
    const revision = isAtRevision(place) ? place.file.slice(0, -file.length - 1) : commit
    const folder = form === 'src/commit/' && !isCommit(revision) ? 'src/tag/' : form
    return `${repository}${folder}${[...revision.split('/'), ...file.split('/')].map(encoded).join('/')}${line === undefined ? '' : `#L${line}`}`
  }
}

const isCommit = (revision: string): boolean => /^[0-9a-f]{7,64}$/.test(revision)

/** A parenthesis would end a link of Markdown. */
const encoded = (step: string): string =>
  encodeURIComponent(step).replaceAll(/[()'*!~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
