import { Failure, type Finding } from '@thanos-gitops/manifest'
import { cacheFolder, verdictFolders } from './folders.ts'

const failure = (code: string, message: string, remedy: string, file?: string): Failure =>
  new Failure({
    code,
    severity: 'error',
    message,
    remedy,
    ...(file !== undefined && { place: { file } }),
  } satisfies Finding)

const buildRemedy =
  'Restore packages/api-server/module from git, or build the program with Go: npm run tools -- api-server'

/** @param reason a sentence */
export const moduleUnusable = (file: string, reason: string): Failure =>
  failure('api-server-missing', `There is no verdict of the API server: ${reason}`, buildRemedy, file)

export const moduleOutdated = (file: string): Failure =>
  failure(
    'api-server-outdated',
    'The module is a build of other sources than those in packages/api-server/program.',
    'Build it again: npm run build:api-server. For this machine alone: npm run tools -- api-server',
    file,
  )

/** @param reason completes "The program" */
export const programFailed = (reason: string): Failure =>
  failure(
    'api-server-failed',
    `The program that gives the API server's verdict ${reason}.`,
    `Run the command again. If it fails again, delete ${cacheFolder} and ${verdictFolders.own}. If that does not help, report the problem with the manifests that cause it.`,
  )
