import { expect, it } from 'vitest'
import { secretFields } from './secret-fields.ts'

const source = { module: 'example.com/a', version: 'v1.0.0', files: ['*.go'] }
const go = [
  'type Config struct {',
  '\tName     string            `yaml:"name,omitempty" json:"name"`',
  '\tPassword commoncfg.Secret  `yaml:"password,omitempty"`',
  '\tToken    *Secret           `json:"t" yaml:"bot_token"`',
  '\tURL      *amcfg.SecretURL  `yaml:"api_url"`',
  '\tKey      Secret            `yaml:"key"`',
  '\tOther    SecretManager     `yaml:"manager"`',
  '}',
].join('\n')
const plain = 'type Config struct {\n\tKey string `yaml:"access_key"`\n\tFile string `yaml:"key_file"`\n}\n'

it('reads the fields with a type for secrets, and those with secret addresses', () =>
  expect(secretFields(source, [go])).toEqual({
    module: 'example.com/a',
    version: 'v1.0.0',
    files: '*.go',
    fields: ['bot_token', 'password'],
    urls: ['api_url'],
  }))

it('takes the secrets among plain strings from the list of the source', () =>
  expect(
    secretFields({ ...source, plainSecrets: ['access_key'], publicStrings: ['key_file'] }, [plain]).fields,
  ).toEqual(['access_key']))

it('refuses a list that lacks a field, and one with a field that no longer exists', () => {
  expect(() => secretFields({ ...source, plainSecrets: ['access_key'] }, [plain])).toThrow('key_file can be secrets')
  expect(() =>
    secretFields({ ...source, plainSecrets: ['access_key', 'gone'], publicStrings: ['key_file'] }, [plain]),
  ).toThrow('has no field gone')
})
