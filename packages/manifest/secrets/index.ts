export { isCredentialName } from './credential-names.ts'
export { type Credential, type FindOptions, findCredentials } from './find-credentials.ts'
export { rememberCredentials } from './known-values.ts'
export { masked, maskedValue, maskText } from './mask.ts'
