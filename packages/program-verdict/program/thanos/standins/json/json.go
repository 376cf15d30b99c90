// Package json stands in for encoding/json: it also records the fields that the program ignores.
package json

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	recorded "thanos-gitops/program-verdict/thanos/standins/yaml"
	"thanos-gitops/program-verdict/verdict"
)

type (
	Decoder            = json.Decoder
	Encoder            = json.Encoder
	Marshaler          = json.Marshaler
	RawMessage         = json.RawMessage
	SyntaxError        = json.SyntaxError
	UnmarshalTypeError = json.UnmarshalTypeError
	Unmarshaler        = json.Unmarshaler
)

var (
	Indent        = json.Indent
	Marshal       = json.Marshal
	MarshalIndent = json.MarshalIndent
	NewDecoder    = json.NewDecoder
	NewEncoder    = json.NewEncoder
)

func Unmarshal(in []byte, out any) error {
	if into := reflect.TypeOf(out); into != nil && into.Kind() == reflect.Pointer {
		verdict.Decoded = append(verdict.Decoded, into)
		decoder := json.NewDecoder(bytes.NewReader(in))
		decoder.DisallowUnknownFields()
		err := decoder.Decode(reflect.New(into.Elem()).Interface())
		if err != nil && strings.Contains(err.Error(), "unknown field") {
			recorded.Ignored = append(recorded.Ignored, err.Error())
		}
	}
	return json.Unmarshal(in, out)
}
