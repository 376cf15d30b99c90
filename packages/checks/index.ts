export { findKubeconform, kubeconformVersion, type FoundKubeconform } from './kubeconform.ts'
export { validateManifests, type ValidatedEnvironment, type ValidateOptions, type Validation } from './validate.ts'
