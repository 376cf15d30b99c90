import { execFile } from 'node:child_process'
import { Failure } from '@thanos-gitops/manifest'
import { kubeconformCache } from './find.ts'
import { schemaLocation } from './schemas.ts'

/** The result of kubeconform for one YAML document. An `empty` document contains only comments. */
export interface KubeconformResult {
  readonly filename: string
  readonly kind: string
  readonly name: string
  /** Its apiVersion. */
  readonly version: string
  readonly status: 'valid' | 'invalid' | 'error' | 'skipped' | 'empty'
  readonly message: string
}

const timeout = 5 * 60_000

/**
 * Validates all manifests below the folders. The folder `schemas` is the only schema location, so kubeconform does not use the
 * network. A kind without a schema is an error, because `-ignore-missing-schemas` is not set.
 *
 * @throws Failure if kubeconform does not return a result
 */
export async function runKubeconform(
  tool: string,
  schemas: string,
  folders: readonly string[],
): Promise<KubeconformResult[]> {
  const options = ['-strict', '-verbose', '-summary', '-output', 'json', '-schema-location', schemaLocation]
  // The schema location is relative: special characters in the path of the folder would change the template or the URL.
  const { stdout, stderr, error } = await run(tool, [...options, '--', ...folders], schemas)
  try {
    return parseResults(stdout)
  } catch {
    throw new Failure({
      code: 'kubeconform-failed',
      severity: 'error',
      message: `kubeconform returned no result: ${error?.message ?? 'its output is not JSON'}.`,
      remedy: `Run \`${tool} -v\`. If that fails, delete ${kubeconformCache()}.`,
      ...((stderr || stdout) && { detail: (stderr || stdout).slice(0, 2000) }),
    })
  }
}

interface Output {
  readonly resources: readonly {
    filename: string
    kind: string
    name: string
    version: string
    status: string
    msg: string
  }[]
}

export const parseResults = (output: string): KubeconformResult[] =>
  (JSON.parse(output) as Output).resources.map(({ filename, kind, name, version, status, msg }) => ({
    filename,
    kind,
    name,
    version,
    message: msg,
    status: status === '' ? 'empty' : (status.replace('status', '').toLowerCase() as KubeconformResult['status']),
  }))

/** kubeconform exits with 1 if an object is invalid, so an exit code is not an error as long as there is output. */
const run = (
  tool: string,
  args: readonly string[],
  cwd: string,
): Promise<{ stdout: string; stderr: string; error: Error | null }> =>
  new Promise((resolve) => {
    execFile(tool, args, { cwd, timeout, maxBuffer: 2 ** 28 }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    )
  })
