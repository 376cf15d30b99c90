// Writes the comment of a pull request on GitHub, GitLab or Forgejo. It runs with a token that can write, so it is the version of the
// default branch, needs no package, and reads the comment as data.
import { apiAt } from './api.ts'
import { bodyOf } from './body.ts'
import { type HostName, hosts } from './hosts.ts'
import { postComment } from './post.ts'

const usage = `Usage: node scripts/post-comment/main.ts

Writes the comment of a pull request, or changes the one of an earlier run. Tasks that are done stay done.

Variables:
  HOST         github, gitlab or forgejo
  API          the address of the API, such as https://api.github.com
  TOKEN        a token that can write comments
  REPOSITORY   OWNER/NAME, or the number of a project of GitLab
  NUMBER       the number of the pull request
  COMMENT      the file with the comment, which \`npm run pull-request\` writes
  NOTE         text for the first line, such as what is not verified (optional)
`

export async function main(args: readonly string[], variables: NodeJS.ProcessEnv): Promise<number> {
  if (args.includes('--help')) {
    process.stdout.write(usage)
    return 0
  }
  const missing = ['HOST', 'API', 'TOKEN', 'REPOSITORY', 'NUMBER', 'COMMENT'].filter((name) => !variables[name])
  const { HOST = '', API = '', TOKEN = '', REPOSITORY = '', NUMBER = '', COMMENT = '', NOTE = '' } = variables
  if (args.length > 0 || missing.length > 0 || !Object.hasOwn(hosts, HOST) || !/^\d+$/.test(NUMBER)) {
    process.stderr.write(missing.length > 0 ? `Set ${missing.join(', ')}.\n\n${usage}` : usage)
    return 2
  }
  const host = hosts[HOST as HostName]
  try {
    const body = bodyOf(COMMENT, NOTE, host.longest)
    const done = await postComment(apiAt(API, TOKEN), host, { repository: REPOSITORY, number: NUMBER }, body)
    console.log(`The comment of ${NUMBER} is ${done}.`)
    return 0
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 2
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), process.env)
