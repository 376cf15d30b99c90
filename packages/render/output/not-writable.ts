import type { Finding } from '@thanos-gitops/manifest'

/** @param shown the file or folder, relative to the root */
export const notWritable = (shown: string, error: Error): Finding => ({
  code: 'output-not-writable',
  severity: 'error',
  message: `${shown} cannot be written: ${error.message}.`,
  remedy: 'Check the owner and the permissions of the folder.',
})
