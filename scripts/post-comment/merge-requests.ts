// Writes the comments of all open merge requests on GitLab, from the artifacts of their pipelines. A scheduled pipeline of the default
// branch runs it, because a pipeline of a merge request runs its code and must not have a token that can write.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Api, apiAt } from './api.ts'
import { bodyOf } from './body.ts'
import { hosts } from './hosts.ts'
import { postComment } from './post.ts'

const usage = `Usage: node scripts/post-comment/merge-requests.ts

Writes the comments of all open merge requests on GitLab, from the artifacts of the job \`effect\` of their newest pipelines. Merge requests
from forks get none: their pipelines run in the project of the fork.

Variables:
  CI_API_V4_URL, CI_PROJECT_ID   set by GitLab
  COMMENT_TOKEN                  a project access token with the scope api
`

interface MergeRequest {
  readonly iid: number
  readonly sha: string
  readonly source_project_id: number
  readonly target_project_id: number
}

interface Pipeline {
  readonly id: number
  readonly sha: string
  readonly source?: string
}

/** Where the job `effect` of `.gitlab-ci.yml` writes the comment. */
const artifact = 'merge-request/comment.md'

export async function main(args: readonly string[], variables: NodeJS.ProcessEnv): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(usage)
    return 0
  }
  const { CI_API_V4_URL: address, CI_PROJECT_ID: project, COMMENT_TOKEN: token } = variables
  if (args.length > 0 || !address || !project || !token) {
    process.stderr.write(usage)
    return 2
  }
  const api = apiAt(address, token)
  let exitCode = 0
  for (const request of await openRequests(api, project))
    try {
      console.log(`!${request.iid}: ${await commentOf(api, project, request)}`)
    } catch (error) {
      // The others get their comments.
      console.error(`!${request.iid}: ${error instanceof Error ? error.message : error}`)
      exitCode = 2
    }
  return exitCode
}

async function openRequests(api: Api, project: string): Promise<readonly MergeRequest[]> {
  const found: MergeRequest[] = []
  for (let page = 1; ; page++) {
    const path = `/projects/${project}/merge_requests?state=opened&per_page=100&page=${page}`
    const requests = (await api.json('GET', path)) as readonly MergeRequest[]
    found.push(...requests)
    if (requests.length < 100) return found
  }
}

async function commentOf(api: Api, project: string, request: MergeRequest): Promise<string> {
  const { iid, sha, source_project_id, target_project_id } = request
  if (source_project_id !== target_project_id) return 'from a fork'
  const pipelines = (await api.json(
    'GET',
    `/projects/${project}/merge_requests/${iid}/pipelines`,
  )) as readonly Pipeline[]
  const newest = pipelines.find((pipeline) => pipeline.sha === sha)
  if (newest === undefined) return 'no pipeline of its newest commit'
  const jobs = (await api.json('GET', `/projects/${project}/pipelines/${newest.id}/jobs?per_page=100`)) as readonly {
    readonly id: number
    readonly name: string
  }[]
  const job = jobs.find(({ name }) => name === 'effect')
  const content = job && (await api.file(`/projects/${project}/jobs/${job.id}/artifacts/${artifact}`))
  if (content === undefined) return 'no comment yet'
  const folder = mkdtempSync(join(tmpdir(), 'comment-'))
  try {
    const file = join(folder, 'comment.md')
    writeFileSync(file, content)
    const body = bodyOf(file, '', hosts.gitlab.longest)
    return await postComment(api, hosts.gitlab, { repository: project, number: String(iid) }, body)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), process.env)
