// Package yaml stands in for gopkg.in/yaml.v3: it also records the fields that the program ignores.
package yaml

import (
	"bytes"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	recorded "thanos-gitops/program-verdict/thanos/standins/yaml"
	"thanos-gitops/program-verdict/verdict"
)

type (
	Node        = yaml.Node
	Unmarshaler = yaml.Unmarshaler
)

func Marshal(in any) ([]byte, error) { return yaml.Marshal(in) }

func Unmarshal(in []byte, out any) error {
	if into := reflect.TypeOf(out); into != nil && into.Kind() == reflect.Pointer {
		verdict.Decoded = append(verdict.Decoded, into)
		decoder := yaml.NewDecoder(bytes.NewReader(in))
		decoder.KnownFields(true)
		if err := decoder.Decode(reflect.New(into.Elem()).Interface()); err != nil {
			for _, line := range strings.Split(err.Error(), "\n") {
				if strings.Contains(line, " not found in type ") {
					recorded.Ignored = append(recorded.Ignored, strings.TrimSpace(line))
				}
			}
		}
	}
	return yaml.Unmarshal(in, out)
}
