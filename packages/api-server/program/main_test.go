package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestServe(t *testing.T) {
	var output bytes.Buffer
	input := "{\"set\":\"a\",\"kubernetesVersion\":\"1.35\"}\n\n{\"id\":\"1\",\"set\":\"b\",\"after\":{}}\n{\"id\":\"2\",\"set\":\"b\",\"after\":{}}"
	if err := serve(strings.NewReader(input), &output); err != nil {
		t.Fatal(err)
	}
	want := "{\"set\":\"a\"}\n{\"id\":\"1\",\"error\":\"set \\\"b\\\" is not defined\"}\n{\"id\":\"2\",\"error\":\"set \\\"b\\\" is not defined\"}\n"
	if output.String() != want {
		t.Errorf("want %q, got %q", want, output.String())
	}
}
