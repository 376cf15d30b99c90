package verdict_test

import (
	"encoding/json"
	"strings"
	"testing"

	"thanos-gitops/api-server/protocol"
	"thanos-gitops/api-server/verdict"
)

func BenchmarkCreate(b *testing.B) { benchmark(b, false) }
func BenchmarkUpdate(b *testing.B) { benchmark(b, true) }

func benchmark(b *testing.B, update bool) {
	handler := verdict.NewHandler()
	handler.Answer(protocol.Request{Set: "test", KubernetesVersion: "1.36"})
	for _, way := range ways {
		b.Run(way, func(b *testing.B) {
			body, err := yamlObject(deployment("", container))
			if err != nil {
				b.Fatal(err)
			}
			request := protocol.Request{ID: "1", Set: "test", After: body, Apply: way}
			if update {
				request.Before = json.RawMessage(strings.ReplaceAll(string(body), "1.0.0", "0.9.0"))
			}
			line, err := json.Marshal(request)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if answer := string(handler.Line(line)); !strings.Contains(answer, protocol.Accepted) {
					b.Fatal(answer)
				}
			}
		})
	}
}
