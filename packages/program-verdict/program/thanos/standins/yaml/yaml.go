// Package yaml stands in for gopkg.in/yaml.v2: it also records the fields that the program ignores.
package yaml

import (
	"reflect"
	"strings"

	"gopkg.in/yaml.v2"

	"thanos-gitops/program-verdict/verdict"
)

type (
	MapItem     = yaml.MapItem
	MapSlice    = yaml.MapSlice
	Marshaler   = yaml.Marshaler
	TypeError   = yaml.TypeError
	Unmarshaler = yaml.Unmarshaler
)

// Ignored are the errors that a strict decoder reports.
var Ignored []string

func Marshal(in any) ([]byte, error) { return yaml.Marshal(in) }

func Unmarshal(in []byte, out any) error {
	record(in, out)
	return yaml.Unmarshal(in, out)
}

func UnmarshalStrict(in []byte, out any) error {
	verdict.Decoded = append(verdict.Decoded, reflect.TypeOf(out))
	return yaml.UnmarshalStrict(in, out)
}

func record(in []byte, out any) {
	into := reflect.TypeOf(out)
	if into == nil || into.Kind() != reflect.Pointer {
		return
	}
	verdict.Decoded = append(verdict.Decoded, into)
	err := yaml.UnmarshalStrict(in, reflect.New(into.Elem()).Interface())
	if err == nil {
		return
	}
	for _, line := range strings.Split(err.Error(), "\n") {
		if strings.Contains(line, " not found in type ") {
			Ignored = append(Ignored, strings.TrimSpace(line))
		}
	}
}
